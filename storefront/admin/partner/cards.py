"""Which of the cards that 4Over keeps for an account its orders are charged to."""

import logging

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from storefront.admin.blueprint import bp
from storefront.admin.changes import me
from storefront.admin.partner.account_pages import account_or_404
from storefront.database import db
from storefront.fourover.errors import FourOverError
from storefront.fourover.replies import PaymentProfile
from storefront.partner.connecting import CardNotUsable, card_words, choose_card, list_cards
from storefront.partner.models import Environment

log = logging.getLogger(__name__)


@bp.get("/partner/<name>/cards")
def cards(name: str) -> ResponseReturnValue:
    """The live list: it is asked of 4Over each time."""
    cards, trouble = _ask(name)
    return render_template(
        "admin/cards.html",
        cards=cards,
        trouble=trouble,
        account=account_or_404(name),
        words=card_words,
        production=name == Environment.PRODUCTION,
    )


def _ask(name: str) -> tuple[list[PaymentProfile], str]:
    try:
        return list_cards(account_or_404(name)), ""
    except FourOverError as trouble:
        log.warning("No list of the cards of %s: %s", name, trouble)
        return [], trouble.sentence


@bp.post("/partner/<name>/card")
def pick_card(name: str) -> ResponseReturnValue:
    account = account_or_404(name)
    try:
        card = choose_card(account, request.form.get("token", "")[:400], me())
    except (CardNotUsable, FourOverError) as trouble:
        db.session.rollback()
        why = trouble.sentence if isinstance(trouble, FourOverError) else trouble
        flash(f"The card was not chosen. {why}", "bad")
        return redirect(url_for("admin.cards", name=name))
    db.session.commit()
    flash(f"4Over now charges {card_words(card)}.")
    return redirect(url_for("admin.partner"))
