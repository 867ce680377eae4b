"""What goes out, to the letter: 4Over's spellings are part of the contract."""

import json
from dataclasses import replace

import msgspec
import pytest

from storefront.fourover.payloads import (
    Address,
    Choice,
    OrderPayload,
    encoded,
    requirements_question,
    shipping_question,
)

POSTCARDS = Choice("p-1", "r-500", "c-44", "t-fast", ("o-1", "o-2"))
HOME = Address(
    "12 Main St",
    "Springfield",
    "CA",
    "90001",
    firstname="Ann",
    lastname="Example",
    phone="555-0100",
    email="ann@example.test",
)
OFFICE = Address(
    "1 Side St", "Shelbyville", "OH", "45000", company="Example Press", phone="555-0199"
)
ORDER = OrderPayload(
    reference="1042-2",
    test=True,
    choice=POSTCARDS,
    ship_to=HOME,
    shipping_name="Ground Shipping",
    shipping_code="03",
    profile_token="t-visa",
)
HOME_SENT = {
    "company": "",
    "firstname": "Ann",
    "lastname": "Example",
    "email": "ann@example.test",
    "phone": "555-0100",
    "address": "12 Main St",
    "address2": "",
    "city": "Springfield",
    "state": "CA",
    "zipcode": "90001",
    "country": "US",
}


def order(**changes):
    return msgspec.structs.replace(ORDER, **changes)


def test_an_order_whose_files_follow_later():
    assert ORDER.to_json() == {
        "order_id": "1042-2",
        "is_test_order": True,
        "skip_conformation": True,
        "skip_confirmation": True,
        "display_breakdown_prices": "job",
        "jobs": [
            {
                "job_name": "1042-2",
                "product_uuid": "p-1",
                "runsize_uuid": "r-500",
                "colorspec_uuid": "c-44",
                "turnaroundtime_uuid": "t-fast",
                "option_uuids": ["o-1", "o-2"],
                "dropship": False,
                "sets": 1,
                "skip_files": True,
                "ship_to": HOME_SENT,
                "shipper": {"shipping_method": "Ground Shipping", "shipping_code": "03"},
                "ship_from_facility": "",
                "bypass_address_validation": False,
            }
        ],
        "payment": {"profile_token": "t-visa"},
    }


def test_the_files_of_one_set_go_inline():
    (job,) = order(files=({"fr": "f-1", "bk": "f-2"},)).to_json()["jobs"]

    assert job["skip_files"] is False
    assert job["files"] == {"fr": "f-1", "bk": "f-2"}


def test_several_sets_are_numbered_and_each_name_begins_with_our_reference():
    (job,) = order(
        choice=replace(POSTCARDS, sets=2), files=({"fr": "f-1"}, {"fr": "f-2"})
    ).to_json()["jobs"]

    assert job["job_name"] == "1042-2"
    assert job["sets"] == 2
    assert job["files"] == {
        "set_001": {"job_name": "1042-2-001", "files": {"fr": "f-1"}},
        "set_002": {"job_name": "1042-2-002", "files": {"fr": "f-2"}},
    }


def test_a_sender_makes_it_a_dropship():
    (job,) = order(ship_from=OFFICE).to_json()["jobs"]

    assert job["dropship"] is True
    assert job["ship_from"]["company"] == "Example Press"


def test_the_preview_is_asked_for_in_both_spellings():
    sent = order(skip_preview=False).to_json()

    assert sent["skip_conformation"] is False
    assert sent["skip_confirmation"] is False


@pytest.mark.parametrize(
    "changes",
    [
        {"choice": replace(POSTCARDS, sets=0)},
        {"choice": replace(POSTCARDS, sets=2), "files": ({"fr": "f-1"},)},
        {"ship_to": msgspec.structs.replace(HOME, lastname="")},
        {"ship_to": msgspec.structs.replace(HOME, phone="")},
    ],
)
def test_what_could_only_be_misunderstood_is_not_made(changes):
    with pytest.raises(ValueError):
        order(**changes).to_json()


def test_the_same_order_is_always_the_same_bytes():
    assert encoded(ORDER.to_json()) == encoded(json.loads(encoded(ORDER.to_json())))
    assert encoded(ORDER.to_json()) != encoded(order(choice=replace(POSTCARDS, sets=2)).to_json())


def test_a_shipping_question_calls_the_turnaround_by_its_other_name():
    question = shipping_question(replace(POSTCARDS, sets=3), HOME, bypass_address_validation=True)

    assert question == {
        "product_info": {
            "product_uuid": "p-1",
            "runsize_uuid": "r-500",
            "turnaround_uuid": "t-fast",
            "colorspec_uuid": "c-44",
            "option_uuids": ["o-1", "o-2"],
            "sets": 3,
        },
        "shipping_address": {
            "address": "12 Main St",
            "address2": "",
            "city": "Springfield",
            "state": "CA",
            "country": "US",
            "zipcode": "90001",
        },
        "bypass_address_validation": True,
    }


def test_requirements_are_asked_with_every_option():
    assert requirements_question("p-1", ["o-1", "c-44"]) == {
        "products": [{"product_uuid": "p-1", "option_uuids": ["o-1", "c-44"]}]
    }
