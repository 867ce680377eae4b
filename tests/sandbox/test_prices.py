from datetime import datetime
from decimal import Decimal

import pytest

from storefront.sandbox.catalog import words
from tests.sandbox.conftest import GLENDALE, KNOXVILLE


def test_a_quote_is_base_and_options_and_turnaround(fourover):
    corners = fourover.option("14PT-BCUV-2X3.5", '4 Round Corners 1/4" Radius')
    quote = fourover.quote([corners], turnaround="121").json()
    parts = quote["base_price"] + quote["options_price"] + quote["turnaroundtime_price"]
    assert quote["total_price"] == pytest.approx(parts)
    assert quote["options_price"] == 9.56
    assert quote["turnaroundtime_price"] > 0
    assert quote["options"] == [[corners]]
    assert quote["product_decription"]


def test_what_is_charged_for_each_copy_grows_with_the_copies(fourover):
    code = "13OZ-BAN-36X72"
    grommets = fourover.option(code, "4 Corners")
    for copies, fee in [(1, 1.36), (10, 8.56)]:
        picks = {"code": code, "runsize": copies, "colorspec": "4/0"}
        assert fourover.quote([grommets], **picks).json()["options_price"] == fee


def test_a_percentage_is_a_share_of_the_base_price(fourover):
    critical = fourover.option("16PT-PCMATT-6X11", "Color Critical Printing")
    quote = fourover.quote([critical], code="16PT-PCMATT-6X11").json()
    assert quote["options_price"] == pytest.approx(quote["base_price"] * 0.07)


def test_of_two_equal_rows_one_counts(fourover):
    wrap = fourover.option("16PT-PCAQ-6X9", "Shrink Wrap in 100s")
    assert fourover.quote([wrap], code="16PT-PCAQ-6X9").json()["options_price"] == 4.5


@pytest.mark.parametrize(
    "picks",
    [
        {"runsize": 5000, "turnaround": "121"},  # too many copies for the next day
        {"turnaround": "527"},  # never offered
        {"code": "16PT-ACAKFO-4.25X5.5", "colorspec": "5/0", "turnaround": "527"},
        {"code": "70UC-CATUC-8.5X11", "turnaround": "527"},  # no base prices
        {"code": "9OZF-FBAN-48X96", "runsize": 10, "colorspec": "4/0"},  # no turnarounds
    ],
)
def test_what_is_not_printed_is_409(fourover, picks):
    response = fourover.quote(**picks)
    assert response.status_code == 409
    assert response.json()["message"] == "Invalid / Missing Turnaround Time"


def test_an_option_of_another_product_is_refused(fourover):
    other = fourover.option("13OZ-BAN-36X72", "4 Corners")
    assert fourover.quote([other]).status_code == 409


def test_a_quote_with_a_descriptive_option_has_a_total_of_zero(fourover):
    standing = fourover.option("14PT-BCUV-2X3.5", "Business Cards")
    assert fourover.quote([standing]).json()["total_price"] == 0
    assert fourover.quote().json()["total_price"] > 0


def test_the_order_charges_what_the_quote_says(fourover):
    corners = fourover.option("14PT-BCUV-2X3.5", '4 Round Corners 1/4" Radius')
    picks = fourover.picks(turnaround="121")
    quote = fourover.quote([corners], turnaround="121").json()["total_price"]

    job = fourover.job(**picks, option_uuids=[corners])
    answer = fourover.order(job, display_breakdown_prices="job").json()

    [parts] = answer["job_cost_breakdown"].values()
    goods = sum(Decimal(parts[f"{name}_price"]) for name in ("product", "option", "turnaround"))
    assert abs(goods - Decimal(str(quote))) < Decimal("0.01")
    charged = answer["payment_response"]["authorized_payment_amount"]
    assert Decimal(charged) == sum(map(Decimal, parts.values()))


def _shipping(fourover, address, **picks):
    info = fourover.picks(**picks)
    info["turnaround_uuid"] = info.pop("turnaroundtime_uuid")
    product = {**info, "option_uuids": [], "sets": 1}
    return fourover.post("/shippingquote", product_info=product, shipping_address=address)


def test_shipping_has_text_prices_and_american_working_days(fourover):
    job = _shipping(fourover, GLENDALE).json()["job"]
    [facility] = job["facilities"]
    assert facility["address"]["code"] == "GLN"
    for option in facility["shipping_options"]:
        assert isinstance(option["service_price"], str)
        day = datetime.strptime(option["in_hand_delivery"], "%m/%d/%Y")  # noqa: DTZ007
        assert day.weekday() < 5
    assert job["ship_to"]["city"] == "GLENDALE"


def test_next_day_work_for_the_east_comes_from_the_west(fourover):
    first, second = _shipping(fourover, KNOXVILLE, turnaround="121").json()["job"]["facilities"]
    assert (first["address"]["code"], second["address"]["code"]) == ("GLN", "DAY")
    assert "shipping_options" not in second
    assert second["turnaround_times"][0]["option_name"] == "224"


def test_the_order_charges_the_quoted_delivery(fourover):
    services = _shipping(fourover, GLENDALE).json()["job"]["facilities"][0]["shipping_options"]
    ground = next(one for one in services if one["service_code"] == "03")
    answer = fourover.order(display_breakdown_prices="job").json()
    [parts] = answer["job_cost_breakdown"].values()
    assert parts["shipping_price"] == ground["service_price"]


def test_shipping_of_a_bad_combination_is_409(fourover):
    assert _shipping(fourover, GLENDALE, turnaround="527").status_code == 409


def test_an_ambiguous_address_has_candidates_unless_bypassed(fourover):
    street = {**GLENDALE, "address": "6100 Ambiguous Rd"}
    candidates = fourover.post("/addressvalidation", shipping_address=street).json()["Candidates"]
    assert candidates[0]["address"] == ["6100 RD", "STE 100"]
    assert _shipping(fourover, street).json()["Candidates"] == candidates
    assert "Candidates" not in _shipping(fourover, GLENDALE).json()


def test_an_address_that_is_nowhere_is_not_valid(fourover):
    for change in ({"address": "1 Nowhere St"}, {"zipcode": "ABC"}):
        sent = {**GLENDALE, **change}
        answer = fourover.post("/addressvalidation", shipping_address=sent).json()
        assert answer["isValidAddress"] is False
    valid = fourover.post("/addressvalidation", shipping_address=GLENDALE).json()
    assert valid["isValidAddress"] is True
    assert valid["ambiguosAddress"] is False


@pytest.mark.parametrize(
    ("code", "options", "reasons"),
    [
        ("14PT-BCUV-2X3.5", ["4/0 (4 color front)"], ["fr"]),
        ("14PT-BCUV-2X3.5", ["4/4 (4 color both sides)"], ["bk", "fr"]),
        ("16PT-BCSPUV-2X3.5", ["4/0 (4 color front)"], ["fr"]),
        ("16PT-BCSPUV-2X3.5", ["4/0 (4 color front)", "Spot UV Front"], ["fr", "fm"]),
        ("16PT-BCAKFO-2X3.5", ["5/0 (4/0 with Foil on Front)"], ["fr", "ffm"]),
        ("WVIN-DCSTGL-3X3", ["4/0 (4 color front)", "Custom Die Cut"], ["fr", "cm"]),
        ("100GLB-BKLAQ-8.5X11", ["4/4 (4 color both sides)", "8 Pages"], ["multipagepdf"]),
    ],
)
def test_the_files_needed_follow_the_options_that_are_sent(fourover, code, options, reasons):
    uuids = [fourover.option(code, name) for name in options]
    product = {"product_uuid": fourover.sheet(code).listing.uuid, "option_uuids": uuids}

    [entity] = fourover.post("/requirements/products", products=[product]).json()["entities"]

    codes = [set(one) - {"file_reason_code_uuid"} for one in entity["file_requirements"]]
    assert codes == [{reason} for reason in reasons]


def test_the_known_ids_of_global_options_are_used(fourover):
    sheet = fourover.sheet("14PT-BCUV-2X3.5")
    stock = next(group for group in sheet.groups if group.uuid == words.STOCK)
    assert stock.options[0].uuid == "6f4fd47a-f70f-4f3d-84f8-a78ef9a62a5a"
