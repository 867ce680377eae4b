"""Who we are at 4Over, and the cards we may pay with (API 12, 18)."""

from flask import Blueprint, Response

from storefront.sandbox import profiles
from storefront.sandbox.answers import answer
from storefront.sandbox.world import here

bp = Blueprint("account", __name__)


@bp.get("/whoami")
def whoami() -> Response:
    return answer(profiles.user(here().link_base))


@bp.get("/organizations")
def organizations() -> Response:
    entities = [profiles.organization(here().link_base)]
    return answer({"entities": entities, "currentPage": 0, "maximumPages": 20})


@bp.get("/paymentprofiles")
def payment_profiles() -> Response:
    lost = here().faults.see("lose_card")
    cards = here().account.cards
    return answer({"entities": [c for c in cards if not lost or c["last_four"] != lost.value]})
