"""The 4Over account: keys in, never out; a card; and no way to production by accident."""

import re

import pytest

from storefront.clock import now
from storefront.partner.account import cache_server_of
from storefront.partner.models import Environment, PartnerAccount
from tests.admin.stored import stored
from tests.factories import a_product, an_account, with_settings
from tests.neighbors import mine
from tests.refusals import refusal

SECRET = "very-private-key-9876"


def connect(admin, where="staging", public="pub", private=SECRET, **more):
    """Both steps: the keys, then the card for them with what the page hands on."""
    fields = {"public_key": public, "private_key": private} | more
    posted = {f"{where}-{name}": value for name, value in fields.items()}
    url = f"/admin/partner/{where}/connection"
    page = admin.post(url, data=posted, follow_redirects=True)
    if "These keys work" in page.text and "card" not in more:
        sealed = re.search(rf'name="{where}-sealed"[^>]*value="([^"]+)"', page.text)[1]
        return connect(admin, where, public, "", card="visa-token", sealed=sealed)
    return page


def test_keys_are_tried_then_a_card_is_chosen_and_the_private_key_is_never_shown(admin, fourover):
    fourover.has_cards()

    first = admin.post(
        "/admin/partner/staging/connection",
        data={"staging-public_key": "pub", "staging-private_key": SECRET},
    )
    assert "Visa ending in 4242" in first.text
    assert SECRET not in first.text
    assert mine(PartnerAccount).count() == 0  # nothing is kept by half

    page = connect(admin)

    assert "The connection works." in page.text
    account = mine(PartnerAccount).one()
    assert account.private_key == SECRET
    assert account.test_result == ""
    assert str(account.card) == "Visa ending in 4242"
    assert "ends in 9876" in page.text
    assert SECRET not in page.text


def test_4overs_own_words_say_why_keys_do_not_work_and_nothing_is_replaced(admin, fourover):
    account = an_account()
    fourover.answers(
        "GET", "/paymentprofiles", status=401, json={"message": "Invalid API credentials"}
    )

    page = connect(admin)

    assert page.status_code == 422
    assert "Invalid API credentials" in page.text
    assert "the current keys and card stay" in page.text
    assert mine(PartnerAccount).one().private_key == "private-key"
    assert str(account.card) == "Visa ending in 4242"


def test_an_outage_says_nothing_of_the_keys(admin, fourover):
    account = an_account(tested_at=now())
    fourover.is_down()

    page = admin.post("/admin/partner/staging/connection-tests", follow_redirects=True)

    assert "4Over has a fault of its own" in page.text
    assert "keys not accepted" not in page.text
    assert "paymentprofiles" not in page.text
    assert account.test_result == ""


def test_a_sealed_key_that_is_not_ours_is_asked_for_again(admin, fourover):
    fourover.has_cards()
    page = connect(admin, private="", card="visa-token", sealed="made up")
    assert page.status_code == 422
    assert "Enter the private key" in page.text


@pytest.mark.parametrize("url", ["", "ftp://elsewhere", "https://x.test/?key=1"])
def test_the_cache_server_cannot_be_ticked_without_its_address(admin, fourover, url):
    account = an_account()
    data = {"staging-public_key": "public", "staging-use_cache_server": "y"}

    page = admin.post(
        "/admin/partner/staging/connection", data=data | {"staging-cache_server_url": url}
    )

    words = "It starts with https://" if url else "Enter the address of the cache server"
    assert refusal(page, words) == 422
    assert not account.use_cache_server


def test_the_page_says_where_the_catalog_really_comes_from(admin):
    an_account(use_cache_server=True)  # ticked long ago, without an address

    page = admin.get("/admin/partner/").text

    assert "<dt>Catalog from</dt><dd>4Over</dd>" in page


def test_a_new_public_key_needs_its_private_key(admin):
    an_account()

    answer = connect(admin, public="another", private="")
    assert refusal(answer, "Enter the private key") == 422
    assert mine(PartnerAccount).one().public_key == "public"


def test_the_cache_server_can_be_ticked_without_entering_keys_anew(admin, fourover):
    fourover.has_cards()
    account = an_account()

    admin.post(
        "/admin/partner/staging/connection",
        data={
            "staging-public_key": "public",
            "staging-use_cache_server": "y",
            "staging-cache_server_url": "https://cache.test/catalog-cache/",
        },
    )

    assert account.use_cache_server
    assert cache_server_of(account) == "https://cache.test/catalog-cache/"
    assert account.private_key == "private-key"


class TestWhereThisMachineNamesACacheServer:
    HERE = "https://cache.test/here/"

    @pytest.fixture
    def settings(self):
        return {"catalog_cache_url": self.HERE}

    @pytest.mark.parametrize(
        ("typed", "kept"),
        [("", ""), (HERE, ""), ("https://cache.test/other/", "https://cache.test/other/")],
    )
    def test_only_another_than_that_is_kept(self, admin, fourover, typed, kept):
        fourover.has_cards()
        account = an_account()
        page = admin.get("/admin/partner/").text
        assert f"Empty: {self.HERE}, as this machine is set up." in page
        assert f'value="{self.HERE}"' not in page

        admin.post(
            "/admin/partner/staging/connection",
            data={
                "staging-public_key": "public",
                "staging-use_cache_server": "y",
                "staging-cache_server_url": typed,
            },
        )

        assert account.cache_server_url == kept
        assert cache_server_of(account) == (kept or self.HERE)


def test_a_card_is_chosen_from_the_live_list_only(admin, fourover):
    fourover.has_cards()
    account = an_account(card=None)

    assert "Visa ending in 4242" in admin.get("/admin/partner/staging/cards").text
    admin.post("/admin/partner/staging/card", data={"token": "made-up"})
    assert account.card is None
    admin.post("/admin/partner/staging/card", data={"token": "visa-token"})
    assert str(account.card) == "Visa ending in 4242"


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

    assert account.card is None


def test_4over_is_active_only_when_connected_tested_synced_and_with_a_card(admin, fourover):
    fourover.has_cards()
    answer = admin.post("/admin/partner/activation")
    assert answer.status_code == 409
    assert "Connect an account" in answer.text

    an_account()
    with_settings(active=False)
    assert "Sync the catalog" in admin.post("/admin/partner/activation").text
    a_product()
    admin.post("/admin/partner/staging/connection-tests")
    assert admin.post("/admin/partner/activation").status_code == 302
    assert stored().active

    admin.post("/admin/partner/deactivation")
    assert not stored().active


@pytest.mark.parametrize("typed", ["", "staging", "yes", "prod"])
def test_nobody_goes_to_production_without_typing_it(admin, typed):
    answer = admin.post("/admin/partner/production/use", data={"typed": typed})

    words = "Type production to confirm." if typed else "Type the name to confirm."
    assert refusal(answer, words) == 422
    assert stored().send_orders_as_test


def test_going_to_production_says_what_it_affects_and_turns_off_what_is_not_complete(admin):
    an_account()
    assert "not sent to 4Over yet" in admin.get("/admin/partner/production/use").text

    admin.post("/admin/partner/production/use", data={"typed": "production"})

    assert not stored().send_orders_as_test
    assert not stored().active
