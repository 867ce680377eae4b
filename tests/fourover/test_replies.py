"""Every shape that 4Over's answers come in becomes one typed value."""

import json
import re
from datetime import date
from decimal import Decimal

import pytest

from storefront.fourover import Malformed
from storefront.fourover.replies import (
    AddressReply,
    FeedBasePrice,
    FeedOptionGroup,
    FeedPriceRow,
    FeedProduct,
    FileRequirement,
    ListedCategory,
    PaymentProfile,
    Place,
    ProductQuote,
    ShippingReply,
    StatusEntry,
    Unreadable,
    reading,
)
from storefront.fourover.replies.jobs import tracking_numbers
from tests.fourover.stored import reply


@pytest.fixture
def feed():
    return {str(number): entity for number, entity in enumerate(reply("feed_page")["entities"])}


def test_a_product_of_the_feed_keeps_its_groups_options_and_exact_prices(feed):
    product = FeedProduct.from_json(feed["0"])

    assert (product.uuid, product.code) == ("good", "GOOD")
    assert [category.name for category in product.categories] == ["Cards"]
    size, fold, shape, turnaround = product.groups
    assert (size.minoccurs, size.maxoccurs, size.options[0].prices) == (1, 1, ())
    assert (fold.minoccurs, shape.maxoccurs, shape.options) == (0, 1, ())
    flat, rest = fold.options[0].prices
    assert (flat.price, flat.startqty, flat.endqty) == (Decimal("12.3456789"), 100, 500)
    assert flat.flat_fee
    assert (rest.price, rest.price_per_qty, rest.qty) == (Decimal(0), Decimal("0.5"), 100)
    assert not rest.flat_fee
    assert not rest.percentage
    fast = turnaround.options[0]
    assert (fast.runsize_uuid, fast.colorspec_uuid, fast.prices[0].price) == ("r-100", "c-40", 0)


@pytest.mark.parametrize(
    ("number", "reason"),
    [
        ("1", "COMMA: price is 12,50"),
        ("2", "NEGATIVE: price is -1"),
        ("3", "ABSURD: price is"),
        ("4", "WORDS: price is free"),
        ("6", "NO: no product_option_groups"),
        ("7", "nameless: no product_uuid"),
        ("8", "a product: product is not an object"),
    ],
)
def test_a_product_that_cannot_be_trusted_says_why(feed, number, reason):
    with pytest.raises(Malformed) as error:
        FeedProduct.from_json(feed[number])
    assert str(error.value).startswith(reason)


def test_one_without_a_code_is_named_by_its_uuid(feed):
    with pytest.raises(Malformed, match="no-groups: no product_option_groups"):
        FeedProduct.from_json(feed["6"] | {"product_code": None})


def test_a_malformed_product_can_be_set_aside_by_its_uuid(feed):
    with pytest.raises(Malformed) as error:
        FeedProduct.from_json(feed["1"])
    assert error.value.product_uuid == "comma"


def test_an_option_price_left_out_is_zero(feed):
    row = FeedProduct.from_json(feed["5"]).groups[1].options[0].prices[0]
    assert row.price == 0


def test_what_an_option_does_not_say_costs_nothing_and_holds_for_every_runsize():
    assert FeedPriceRow.from_json({}) == FeedPriceRow(price=Decimal(0))


def test_of_a_group_that_does_not_say_how_many_one_may_be_chosen_and_none_must():
    group = FeedOptionGroup.from_json({"option_group_uuid": "g"})
    assert (group.minoccurs, group.maxoccurs) == (0, 1)


def test_a_category_may_have_either_set_of_names():
    long = {"category_uuid": "c", "category_name": "Cards", "category_description": "d"}
    short = {"id": "c", "name": "Cards", "description": "d"}

    assert (
        ListedCategory.from_json(long)
        == ListedCategory.from_json(short)
        == ListedCategory("c", "Cards", "d")
    )


def test_base_prices_keep_all_their_digits():
    first, second, _ = map(FeedBasePrice.from_json, reply("base_prices")["entities"])

    assert (first.cost, first.runsize, first.can_group_ship) == (Decimal("6.50"), 100, False)
    assert (second.cost, second.runsize, second.can_group_ship) == (
        Decimal("92.86791234"),
        250,
        True,
    )


@pytest.mark.parametrize("price", [None, "", "12,50", -1, True, "NaN", "1e3", "١٢", {}, 10**9])
def test_a_base_price_must_be_an_amount(price):
    row = reply("base_prices")["entities"][0] | {"product_baseprice": price}

    with pytest.raises(Unreadable, match="product_baseprice"):
        FeedBasePrice.from_json(row)


@pytest.mark.parametrize(
    ("written", "amount"),
    [("0", "0"), (" 68.1 ", "68.1"), (".5", "0.5"), (17, "17"), (Decimal("17.50"), "17.50")],
)
def test_amounts_are_read_from_texts_and_numbers(written, amount):
    assert str(reading.money({"price": written}, "price")) == amount


@pytest.mark.parametrize("written", ["1e400000", "-0.01", "1e-400", "1e12"])
def test_amounts_that_make_no_sense_are_not_read(written):
    with pytest.raises(Unreadable):
        reading.money({"price": Decimal(written)}, "price")


def test_a_cost_may_have_twenty_digits_after_the_point():
    finest = Decimal("1e-20")
    assert reading.money({"price": finest}, "price") == finest
    with pytest.raises(Unreadable):
        reading.money({"price": finest / 10}, "price")


@pytest.mark.parametrize(
    ("written", "number"),
    [(" 1000 ", 1000), (Decimal("1e9"), 10**9), ("2147483647", 2147483647), (0, 0)],
)
def test_counts_are_read_from_texts_and_numbers(written, number):
    assert reading.count({"runsize": written}, "runsize") == number


@pytest.mark.parametrize(
    "written",
    [None, "", "1,000", 1.5, Decimal("1.5"), -1, True, "many", 2147483648, Decimal("1e400000")],
)
def test_counts_that_make_no_sense_are_not_read(written):
    with pytest.raises(Unreadable):
        reading.count({"runsize": written}, "runsize")


def test_a_quote_has_its_parts():
    quote = ProductQuote.from_json(
        {"base_price": 95, "options_price": Decimal("17.5"), "total_price": "112.5"}
    )
    assert (quote.base, quote.options, quote.turnaround) == (95, Decimal("17.5"), 0)
    assert quote.total == Decimal("112.5")


def test_a_facility_that_cannot_ship_is_left_out_and_so_is_a_service_without_a_price():
    (facility,) = ShippingReply.from_json(reply("shipping_two_facilities")).facilities

    assert (facility.code, facility.zipcode) == ("FAR", "45000")
    ground, air = facility.services
    assert (ground.code, ground.price, ground.days) == ("03", Decimal("11.40"), 2)
    assert ground.in_hand == date(2026, 3, 9)
    assert (air.price, air.in_hand, air.days) == (Decimal("23.5"), None, None)


def test_an_ambiguous_address_comes_back_as_candidates_wherever_they_lie():
    quote = ShippingReply.from_json(reply("shipping_ambiguous"))

    assert quote.ambiguous
    assert quote.facilities == ()
    first, second = quote.candidates
    assert (first.address, first.address2) == ("12 MAIN ST", "APT 4")
    assert (second.address, second.address2, second.zipcode) == ("12 MAIN AVE", "", "90002")


def test_an_address_may_be_ambiguous_without_a_candidate():
    assert ShippingReply.from_json({"ambiguous_address": "true"}) == ShippingReply(
        facilities=(), ambiguous=True
    )


@pytest.mark.parametrize("data", [[], {}, {"job": None}, {"job": {"facilities": "none"}}])
def test_a_shipping_quote_of_another_shape_is_unreadable(data):
    with pytest.raises(Unreadable):
        ShippingReply.from_json(data)


def test_a_valid_address_comes_back_as_the_post_writes_it():
    answer = AddressReply.from_json(reply("address_valid"))

    assert answer.valid
    assert answer.normalized.address == "12 MAIN ST"
    assert (answer.normalized.address2, answer.normalized.zipcode) == ("APT 4", "90001")


def test_empty_lines_of_an_address_are_passed_over():
    place = Place.from_key_format({"AddressLine": ["", "12 MAIN ST", None, "APT 4", "REAR"]})

    assert (place.address, place.address2) == ("12 MAIN ST", "APT 4, REAR")


@pytest.mark.parametrize(
    "data",
    [
        {},
        {"isValidAddress": False},
        {"isValidAddress": None},
        {"isValidAddress": 1},
        {"isValidAddress": True, "ambiguosAddress": True},
        {"isValidAddress": "true", "ambiguous_address": "true"},
    ],
)
def test_an_address_is_valid_only_if_it_is_said_to_be(data):
    assert not AddressReply.from_json(data).valid


def test_file_requirements_are_those_of_the_product():
    wanted = FileRequirement.all_from_json(reply("requirements"), "p-1")

    assert wanted == (FileRequirement("bk", "Back"), FileRequirement("fr", "Front"))


def test_file_requirements_of_others_are_not_ours():
    with pytest.raises(Unreadable):
        FileRequirement.all_from_json(reply("requirements"), "p-2")


def test_a_dummy_card_is_known_as_such():
    dummy, visa = map(PaymentProfile.from_json, reply("payment_profiles")["entities"])

    assert dummy.dummy
    assert not visa.dummy
    assert (visa.token, visa.last_four, visa.valid_thru) == ("t-visa", "4242", "2031 07")


def test_a_cards_words_are_as_long_as_there_is_room_for():
    card = PaymentProfile.from_json(
        {"profile_token": "t", "type": "V" * 41, "last_four": "4" * 9, "valid_thru": "9" * 21}
    )
    assert [len(words) for words in (card.type, card.last_four, card.valid_thru)] == [40, 8, 20]


def test_a_status_may_lack_everything_but_its_text():
    plated, waiting = map(StatusEntry.from_json, reply("status_history")["entities"])

    assert plated == StatusEntry("Plated", "2026-03-03 01:02:03")
    assert waiting == StatusEntry("Awaiting Artwork", "")


@pytest.mark.parametrize(
    ("data", "numbers"),
    [
        ({"tracking": "1Z1"}, ("1Z1",)),
        ({"tracking": "1Z1, 1Z2;1Z3 1Z1"}, ("1Z1", "1Z2", "1Z3")),
        ({"tracking": ["1Z1", None, "1Z2"]}, ("1Z1", "1Z2")),
        ({"tracking": 9400}, ("9400",)),
        ({"tracking": ""}, ()),
        ({"tracking": None}, ()),
        ({}, ()),
        ([], ()),
        (None, ()),
    ],
)
def test_tracking_numbers_come_in_many_ways(data, numbers):
    assert tracking_numbers(data) == numbers


def test_nothing_that_customers_read_keeps_its_html(feed):
    """Whichever text of the feed it is in."""
    marked = json.loads(
        re.sub(r'("\w*(?:name|description)": ")', r"\1<b>", json.dumps(feed["0"], default=str))
    )
    assert "<b>" in str(marked)
    assert "<b>" not in str(FeedProduct.from_json(marked))
    base = reply("base_prices")["entities"][0]
    assert FeedBasePrice.from_json(base | {"colorspec": "<i>4/4</i>"}).colorspec == "4/4"
