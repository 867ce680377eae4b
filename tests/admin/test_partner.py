"""The 4Over account: keys in, never out; a card; and no way to production by accident."""

import pytest

from storefront.extensions import db
from storefront.partner.models import Environment, PartnerAccount
from tests.admin.stored import stored
from tests.factories import a_product, an_account, with_settings

SECRET = "very-private-key-9876"


def connect(admin, where="staging", public="pub", private=SECRET):
    fields = {f"{where}-public_key": public, f"{where}-private_key": private}
    return admin.post(f"/admin/partner/{where}/connection", data=fields, follow_redirects=True)


def test_keys_are_kept_and_tried_at_once_and_the_private_one_is_never_shown(admin, fourover):
    fourover.has_cards()

    page = connect(admin)

    assert "The connection works." in page.text
    account = db.session.query(PartnerAccount).one()
    assert account.private_key == SECRET
    assert account.test_result == ""
    assert "ends in 9876" in page.text
    assert SECRET not in page.text


def test_4overs_own_words_say_why_keys_do_not_work(admin, fourover):
    fourover.answers(
        "GET", "/paymentprofiles", status=401, json={"message": "Invalid API credentials"}
    )

    page = connect(admin)

    assert "Invalid API credentials" in page.text
    assert db.session.query(PartnerAccount).one().tested_at is not None


def test_a_new_public_key_needs_its_private_key(admin):
    an_account()

    assert connect(admin, public="another", private="").status_code == 422
    assert db.session.query(PartnerAccount).one().public_key == "public"


def test_the_cache_server_can_be_ticked_without_entering_keys_anew(admin, fourover):
    fourover.has_cards()
    account = an_account()

    admin.post(
        "/admin/partner/staging/connection",
        data={"staging-public_key": "public", "staging-use_cache_server": "y"},
    )

    assert account.use_cache_server
    assert account.private_key == "private-key"


def test_a_card_is_chosen_from_the_live_list_only(admin, fourover):
    fourover.has_cards()
    account = an_account(card=None)

    assert "Visa ending in 4242" in admin.get("/admin/partner/staging/cards").text
    admin.post("/admin/partner/staging/card", data={"token": "made-up"})
    assert account.card_token is None
    admin.post("/admin/partner/staging/card", data={"token": "visa-token"})
    assert account.card == "Visa ending in 4242"


def test_an_empty_list_of_cards_says_why_and_what_to_do(admin, http, fourover):
    http.get(f"{fourover.url}/paymentprofiles", json={"entities": []})
    an_account(card=None)

    assert "4Over's own website" in admin.get("/admin/partner/staging/cards").text.replace(
        "&#39;", "'"
    )


def test_a_dummy_pays_for_nothing_in_production(admin, http):
    dummy = {"profile_token": "dummy-token", "last_four": "1111", "type": "Dummy"}
    http.get("https://production.fourover.test/paymentprofiles", json={"entities": [dummy]})
    account = an_account(Environment.PRODUCTION, card=None)

    admin.post("/admin/partner/production/card", data={"token": "dummy-token"})

    assert account.card_token is None


def test_4over_is_active_only_when_connected_tested_synced_and_with_a_card(admin, fourover):
    fourover.has_cards()
    answer = admin.post("/admin/partner/activation")
    assert answer.status_code == 409
    assert "Connect an account" in answer.text

    an_account()
    with_settings(active=False)
    assert "Synchronize the catalog" in admin.post("/admin/partner/activation").text
    a_product()
    admin.post("/admin/partner/staging/connection-tests")
    assert admin.post("/admin/partner/activation").status_code == 302
    assert stored().active

    admin.post("/admin/partner/deactivation")
    assert not stored().active


@pytest.mark.parametrize("typed", ["", "staging", "yes", "prod"])
def test_nobody_goes_to_production_without_typing_it(admin, typed):
    answer = admin.post("/admin/partner/production/use", data={"typed": typed})

    assert answer.status_code == 422
    assert stored().send_orders_as_test


def test_going_to_production_says_what_it_affects_and_turns_off_what_is_not_complete(admin):
    an_account()
    assert "not sent to 4Over yet" in admin.get("/admin/partner/production/use").text

    admin.post("/admin/partner/production/use", data={"typed": "production"})

    assert not stored().send_orders_as_test
    assert not stored().active
