"""The price of what is picked where only 4Over knows it: asked for while somebody chooses."""

from flask import abort, request
from flask.typing import ResponseReturnValue

from storefront.browse.blueprint import bp
from storefront.browse.priced import Priced
from storefront.browse.product_views import item_changed, priced_or_404, show
from storefront.database import db, only_reads
from storefront.extensions import asks_fourover
from storefront.fourover.errors import FourOverError, Refused
from storefront.partner.account import client_for_page
from storefront.quotes.confirming import confirm_cost
from storefront.quotes.forms import picks_from
from storefront.quotes.live import Gone
from storefront.quotes.offer import Refusal
from storefront.quotes.price import Price, price_of
from storefront.quotes.selection import NotOffered, Picks, choose
from storefront.web.guards import checks_its_form, form_is_current

NO_ANSWER = (
    "We can't confirm the price right now. Your options are kept, and we will confirm the price "
    "when you add this to your cart."
)
GONE = "This product is no longer available."
REFUSED = "These options are not available together right now. Please change one of them."


@bp.post("/products/<slug>/confirmed-price")
@checks_its_form
@only_reads
@asks_fourover
def confirmed_price(slug: str) -> ResponseReturnValue:
    """What stands beside the choices, or the whole page for who has no JavaScript."""
    priced, picks = priced_or_404(slug, account=True), picks_from(request.form)
    if not priced.product.sellable:
        abort(409)
    part = "HX-Request" in request.headers  # which no page but ours can send
    if not part and not form_is_current():
        return show(priced, picks, changing=item_changed(), status=400)
    answer = _confirmed(priced, picks)
    unanswered = answer if isinstance(answer, str) else ""
    return show(
        priced_or_404(slug),
        picks,
        changing=item_changed(),
        only_choices=part,
        confirmed=answer,
        status=503 if unanswered == NO_ANSWER and not part else 200,
    )


def _confirmed(priced: Priced, picks: Picks) -> Price | str | None:
    """The price, or a sentence that says why there is none. Ends the present transaction."""
    try:
        selection = choose(priced.product.spec, picks)
    except NotOffered:
        return None  # the page says what to change
    if priced.account is None:
        return NO_ANSWER
    client, fingerprint = client_for_page(priced.account), priced.account.fingerprint
    db.session.close()
    try:
        cost = confirm_cost(client, fingerprint, selection.choice)
        return price_of(cost, priced.markup, selection.choice.sets)
    except Gone:
        return Refusal(GONE)
    except Refused as refusal:
        return NO_ANSWER if refusal.credentials else Refusal(REFUSED)
    except FourOverError:
        return NO_ANSWER
