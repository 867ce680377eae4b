"""Where the sandbox is no kinder than 4Over could be: what it refuses, and what it does to jobs."""

import pytest

from storefront.sandbox import statuses
from storefront.sandbox.catalog import words
from tests.sandbox.conftest import GLENDALE, KNOXVILLE


def refusal(answer):
    return answer.json()["errors"][0]["message"]["description"]


def test_shipping_has_to_be_quoted_before_it_is_ordered(fourover):
    answer = fourover.order(quoted=False)
    assert refusal(answer) == "Shipping method was not quoted"
    assert fourover.order().json()["order_status"] == "Success"


def test_what_was_quoted_for_another_place_does_not_count(fourover):
    fourover.ordered()  # to Glendale
    elsewhere = {"company": "Sample Shop", "phone": "555-0100", **KNOXVILLE}
    answer = fourover.order(fourover.job(ship_to=elsewhere), quoted=False)
    assert refusal(answer) == "Shipping method was not quoted"


def test_a_service_goes_by_the_name_it_was_quoted_with(fourover):
    other = {"shipping_method": "Ground", "shipping_code": "03"}
    assert refusal(fourover.order(fourover.job(shipper=other))) == "Shipping method was not quoted"


@pytest.mark.parametrize(
    ("place", "valid"),
    [
        (GLENDALE, True),
        ({**GLENDALE, "state": "NY"}, False),
        ({**GLENDALE, "zipcode": "99999"}, False),
        ({**GLENDALE, "state": "TN", "zipcode": "42223"}, True),  # reaches over a state line
        ({**GLENDALE, "country": "DE", "state": "XX"}, True),
        ({**GLENDALE, "country": "DE"}, False),
        ({**GLENDALE, "country": "XYZ", "state": "XX"}, False),
    ],
)
def test_a_place_that_does_not_exist_is_not_valid(fourover, place, valid):
    answer = fourover.post("/addressvalidation", shipping_address=place).json()
    assert answer["isValidAddress"] is valid


def test_files_come_too_late_once_a_job_is_being_printed(fourover, artwork):
    job_id = fourover.printing(artwork)
    files = [{"fr": f"{artwork}/back.pdf"}]
    assert fourover.post(f"/jobs/{job_id}/files", files=files).status_code == 200
    fourover.advance(job_id, "Plated")

    late = fourover.post(f"/jobs/{job_id}/files", files=files)
    assert (late.status_code, late.json()["message"][:15]) == (409, "Files can no lo")


def test_a_canceled_job_takes_no_files(fourover, artwork):
    job_id = fourover.ordered()[0]
    assert fourover.call("DELETE", f"/orders/{job_id}").json() is True
    late = fourover.post(f"/jobs/{job_id}/files", files=[{"fr": f"{artwork}/front.pdf"}])
    assert late.status_code == 409


def test_a_reason_code_nobody_knows_is_refused(fourover, artwork):
    job_id = fourover.ordered()[0]
    answer = fourover.post(f"/jobs/{job_id}/files", files=[{"front": f"{artwork}/front.pdf"}])
    assert (answer.status_code, answer.json()["message"]) == (409, "Invalid file reason: front")


@pytest.mark.parametrize("status", statuses.STOPS)
def test_a_job_can_be_put_where_somebody_has_to_act(fourover, artwork, status):
    job_id = fourover.printing(artwork)
    fourover.control(f"/jobs/{job_id}/stop", status=status)

    assert fourover.status(job_id) == status
    fourover.control("/clock", running=True, seconds_per_step=0.01)
    assert fourover.status(job_id) == status  # the clock does not move it
    fourover.control("/clock", running=False)
    fourover.control(f"/jobs/{job_id}/advance")
    assert fourover.status(job_id) != status


def test_new_files_let_a_job_go_on(fourover, artwork):
    job_id = fourover.printing(artwork)
    fourover.control(f"/jobs/{job_id}/stop", status="Awaiting New Files")

    fourover.post(f"/jobs/{job_id}/files", files=[{"fr": f"{artwork}/front.pdf"}])
    assert fourover.status(job_id) == "Received New Files"
    fourover.control(f"/jobs/{job_id}/advance")
    assert fourover.status(job_id) == "Pre-Flighting"


def test_what_is_printed_again_goes_out_in_a_second_parcel(fourover, artwork):
    job_id = fourover.printing(artwork)
    fourover.advance(job_id, "Complete: Shipped")
    first = fourover.get(f"/orders/{job_id}/tracking").json()["tracking"]

    fourover.control(f"/jobs/{job_id}/stop", status="Sent to Reprint")
    fourover.control(f"/jobs/{job_id}/advance")
    fourover.advance(job_id, "Complete: Shipped")

    numbers = fourover.get(f"/orders/{job_id}/tracking").json()["tracking"].split()
    assert (len(numbers), numbers[0]) == (2, first)


def test_a_warning_tells_neither_payment_nor_breakdown_and_counts_over_the_order(fourover):
    bad = fourover.job(job_name="1042-1 bad", option_uuids="none")
    answer = fourover.order(
        bad, fourover.job(job_name="1042-1 good"), display_breakdown_prices="job"
    ).json()

    assert answer["order_status"] == "Warning"
    assert answer["payment_response"] is None
    assert "job_cost_breakdown" not in answer
    assert [job["internal_id"][-4:] for job in answer["job_ids"]] == ["-002"]
    assert answer["errors"][0]["internal_id"].endswith("-001")


def test_a_second_job_goes_where_the_first_one_goes(fourover):
    second = fourover.job(job_name="1042-1 more")
    del second["ship_to"]
    assert len(fourover.ordered(fourover.job(), second)) == 2


def test_sets_have_files_of_their_own_and_one_parcel(fourover, artwork):
    flat = {"fr": f"{artwork}/front.pdf", "bk": f"{artwork}/back.pdf"}
    refused = fourover.order(fourover.job(sets=2, skip_files=False, files=flat))
    assert "keyed set_001" in refusal(refused)

    answer = fourover.order(fourover.job(sets=2), display_breakdown_prices="job").json()
    shipping = [rows["shipping_price"] for rows in answer["job_cost_breakdown"].values()]
    assert float(shipping[0]) > 0
    assert shipping[1] == "0.00"


def test_some_states_tax_shipping_too(fourover):
    def rows(place):
        job = fourover.job(ship_to={"company": "Sample Shop", "phone": "555-0100", **place})
        answer = fourover.order(job, display_breakdown_prices="job").json()
        return next(iter(answer["job_cost_breakdown"].values()))

    assert float(rows(KNOXVILLE)["shipping_tax"]) > 0
    assert rows(GLENDALE)["shipping_tax"] == "0.00"
    assert float(rows(GLENDALE)["product_tax"]) > 0


def test_a_trouble_once_with_placing_an_order_waits_for_one(fourover):
    job_id = fourover.ordered()[0]
    fourover.control("/faults", name="error_500", count=1, path="POST /orders")

    assert fourover.get(f"/orders/{job_id}/status").status_code == 200
    assert fourover.order().status_code == 500
    assert fourover.order().status_code == 200


@pytest.mark.parametrize("wrong", ["abc", 7, [7], {"a": 1}])
def test_options_of_a_wrong_type_are_the_callers_fault(fourover, wrong):
    product = fourover.picks()["product_uuid"]
    asked = [{"product_uuid": product, "option_uuids": wrong}]
    assert fourover.post("/requirements/products", products=asked).status_code == 400
    info = {"product_uuid": product, "option_uuids": wrong}
    answer = fourover.post("/shippingquote", product_info=info, shipping_address=GLENDALE)
    assert answer.status_code == 400


def test_a_foreign_link_is_followed_by_its_path(fourover):
    fourover.control("/faults", name="foreign_links")
    link = fourover.get("/printproducts/categories").json()["entities"][0]["products"]
    path = link.removeprefix("http://api.4over.com")
    assert path.startswith("/app.php/")
    assert fourover.get(path).json()["entities"]


def test_several_sets_alike_have_a_discount(fourover):
    picks = fourover.picks()
    path = f"/printproducts/products/{picks['product_uuid']}/quantitydiscounts"
    rows = fourover.get(path, runsize_uuid=picks["runsize_uuid"], max=100).json()["entities"]
    assert {row["quantity"] for row in rows} == {"4-9", "10-24"}
    assert {row["runsizeid"] for row in rows} == {picks["runsize_uuid"]}
    assert fourover.get("/printproducts/products/none/quantitydiscounts").status_code == 400


def test_the_options_of_a_group_have_a_page(fourover):
    product = fourover.picks()["product_uuid"]
    path = f"/printproducts/products/{product}/optiongroups/{words.COLORSPEC}/options"
    options = fourover.get(path).json()["entities"]
    assert words.COLORSPECS["4/4"][0] in {option["option_uuid"] for option in options}


def test_a_price_rise_is_among_the_changes(fourover):
    since = {"lastupdate": "2099-01-01", "time": "00:00:00"}
    assert fourover.get("/printproducts/productsfeed", **since).json()["totalResults"] == 0
    fourover.control("/faults", name="raise_base")
    assert fourover.get("/printproducts/productsfeed", **since).json()["totalResults"] == 120
    fourover.control("/faults", name="raise_base", value="5 14PT-BCUV-2X3.5, 14PT-BCUV-2X2")
    assert fourover.get("/printproducts/productsfeed", **since).json()["totalResults"] == 2


def test_a_withdrawn_product_is_among_the_changes_only_if_that_is_wanted(fourover):
    fourover.control("/faults", name="withdraw", value="14PT-BCUV-2X3.5")
    for since, listed in ({"lastupdate": "2099-01-01"}, 0), ({"lastupdate": "2000-01-01"}, 119):
        told = fourover.get("/printproducts/productsfeed", **since).json()
        assert told["totalResults"] == listed
    fourover.control("/faults", name="list_withdrawn")
    told = fourover.get("/printproducts/productsfeed", lastupdate="2099-01-01").json()
    (gone,) = told["entities"]
    assert gone["product_code"] == "14PT-BCUV-2X3.5"
    path = f"/printproducts/products/{gone['product_uuid']}/baseprices"
    assert fourover.get(path).status_code == 404
    assert fourover.get("/printproducts/products").json()["totalResults"] == 119


def test_the_catalog_is_as_dirty_as_the_real_one(fourover):
    two = fourover.sheet("16PT-PCAKFO-5X7").listing
    shown = fourover.get(f"/printproducts/products/{two.uuid}").json()["categories"]
    assert [one["category_name"] for one in shown] == ["Akuafoil", "Postcards"]
    assert "<script>" in fourover.sheet("100GLC-BROUV-11X17").listing.description
    assert {row.price for row in fourover.sheet("16PT-PCAQ-6X11").turnarounds} & {
        None,
        "0.00",
    } == set()
    assert len(fourover.sheet("14PT-PCUV-6X11").turnarounds) > 50
    names = {group.uuid: group.name for group in fourover.sheet("14PT-BCAQ-1.5X3.5").groups}
    assert names[words.RUNSIZE] == "Run"


def test_it_can_be_as_slow_as_the_real_one(start):
    world = start(as_slow_as_real=True).sandbox
    assert 0.4 <= world.pause("GET /printproducts/productsfeed") <= 0.9
    assert 30 <= world.pause("POST /orders") <= 50
    assert start(latency=0.2).sandbox.pause("POST /orders") == 0.2
