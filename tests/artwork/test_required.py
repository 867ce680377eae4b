"""Which files are asked for: 4Over's word first, then the rules."""

import pytest
import requests

from storefront.artwork.required import by_rules, required_slots
from storefront.catalog.spec import Labeled, Option, OptionGroup
from storefront.database import db
from storefront.partner.account import client_for
from storefront.quotes.selection import Picks, choose
from tests.factories import CORNERS, ONE_SIDE, R500, ROUND, STANDARD, TWO_SIDES, a_spec, an_account

PATH = "/requirements/products"
FRONT = {"file_reason_code_uuid": "7b3007a1-c296-447b-96cf-ca9d0fb6621a", "fr": "Front"}
BACK = {"file_reason_code_uuid": "00ff44a1-5558-4d3c-9bfa-b2443efce9de", "bk": "Back"}


def a_selection(colors="4/4", finishing=(), **spec):
    groups = [
        OptionGroup(f"g-{n}", group, 1, 1, (Option(f"o-{n}", option),))
        for n, (group, option) in enumerate(finishing)
    ]
    made = a_spec(
        groups=groups or None,
        colorspecs=(Labeled(ONE_SIDE, "4/0"), Labeled(TWO_SIDES, colors)),
        **spec,
    )
    options = {} if groups else {CORNERS: (ROUND,)}
    return choose(made, Picks(TWO_SIDES, R500, STANDARD, options))


@pytest.fixture
def ask(fourover):
    client = client_for(an_account())
    db.session.rollback()
    return lambda selection: required_slots(client, selection)


def test_4over_is_asked_with_every_chosen_option_and_front_comes_first(ask, fourover):
    selection = a_selection()
    fourover.answers(
        "POST",
        PATH,
        json={
            "entities": [{"product": {"product_uuid": "p-1"}, "file_requirements": [BACK, FRONT]}]
        },
    )

    assert ask(selection) == ([("fr", "Front"), ("bk", "Back")], "4over")

    sent = fourover.http.calls[-1].request.body.decode()
    assert all(uuid in sent for uuid in ("s-1", "k-1", "n-1", TWO_SIDES, R500, STANDARD, ROUND))


def test_a_reason_that_we_do_not_know_is_asked_for_in_4overs_words(ask, fourover):
    wanted = [FRONT, {"file_reason_code_uuid": "x", "vdf": "Mailing list"}]
    fourover.answers(
        "POST",
        PATH,
        json={"entities": [{"product": {"product_uuid": "p-1"}, "file_requirements": wanted}]},
    )
    assert ask(a_selection())[0] == [("fr", "Front"), ("vdf", "Mailing list")]


@pytest.mark.parametrize(
    "answer",
    [
        {"json": {"entities": [{"product": {}, "file_requirements": []}]}},
        {"json": {"entities": []}},
        {"status": 500, "body": "Internal Server Error"},
        {"status": 404, "json": {"status": "error", "message": "no such product"}},
        {"body": requests.ConnectTimeout("no route")},
    ],
    ids=["nothing needed", "no entity", "broken", "not found", "away"],
)
def test_where_4over_does_not_say_the_rules_do(ask, fourover, answer):
    fourover.answers("POST", PATH, **answer)
    assert ask(a_selection()) == ([("fr", "Front"), ("bk", "Back")], "rules")


@pytest.mark.parametrize(
    ("codes", "selection"),
    [
        (["fr"], a_selection("4/0")),
        (["fr", "bk"], a_selection("4/1 (4 color front, black back)")),
        (["fr", "bk", "fm"], a_selection(finishing=[("Spot UV Sides", "Spot UV Front")])),
        (["fr", "bk", "bm"], a_selection(finishing=[("Spot UV Sides", "Spot UV Back")])),
        (["fr", "bk", "fm", "bm"], a_selection(finishing=[("Raised UV", "Raised UV Both Sides")])),
        (["fr", "bk", "ffm"], a_selection("5/4 (4/4 with Foil on Front)")),
        (["fr", "bk", "ffm", "bfm"], a_selection("5/5")),
        (["fr", "bk", "cm"], a_selection(finishing=[("Die Cutting", "Custom Die Cut")])),
        (["multipagepdf"], a_selection(description="8.5 X 11 100LB Booklets")),
        (["bk", "l1", "l2", "l3"], a_selection(description="4 X 6 Lenticular Postcards")),
        (["out", "in"], a_selection(description="Custom Boxes 4 X 4 X 4")),
    ],
    ids=lambda value: "+".join(value) if isinstance(value, list) else "",
)
def test_the_rules_of_thumb(codes, selection):
    assert [code for code, _ in by_rules(selection)] == codes
