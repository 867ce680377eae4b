"""Which of the cards that 4Over keeps for an account its orders are charged to, or a user's."""

from flask import render_template, url_for
from flask.typing import ResponseReturnValue

from storefront.admin.blueprint import bp
from storefront.admin.changes import me
from storefront.admin.partner.account_pages import account_or_404
from storefront.database import db
from storefront.partner.connecting import card_words, choose_card
from storefront.partner.forms import picked, shown_cards
from storefront.partner.models import PartnerAccount, PartnerCard


@bp.get("/partner/<name>/cards")
def cards(name: str) -> ResponseReturnValue:
    account = account_or_404(name)
    back = "4Over account", url_for("admin.partner")
    return cards_page(account, account.card, url_for("admin.pick_card", name=name), back)


@bp.post("/partner/<name>/card")
def pick_card(name: str) -> ResponseReturnValue:
    account = account_or_404(name)
    back = url_for("admin.cards", name=name)
    return picked(lambda token: choose_card(account, token, me()), back, url_for("admin.partner"))


@bp.get("/accounts/<int:account_id>/cards")
def account_cards(account_id: int) -> ResponseReturnValue:
    """Of any account: a customer's own, or a former one that orders still go on with."""
    account = db.get_or_404(PartnerAccount, account_id)
    act = url_for("admin.pick_account_card", account_id=account_id)
    owner = account.owner
    back = (owner.email if owner else "4Over account", _page_of(account))
    return cards_page(account, account.card, act, back)


@bp.post("/accounts/<int:account_id>/card")
def pick_account_card(account_id: int) -> ResponseReturnValue:
    account = db.get_or_404(PartnerAccount, account_id)
    back = url_for("admin.account_cards", account_id=account_id)
    return picked(lambda token: choose_card(account, token, me()), back, _page_of(account))


def _page_of(account: PartnerAccount) -> str:
    if account.owner_id is None:
        return url_for("admin.partner")
    return url_for("admin.user", user_id=account.owner_id)


def cards_page(
    account: PartnerAccount,
    chosen: PartnerCard | None,
    act: str,
    back: tuple[str, str],
    no_card: str = "",
) -> str:
    """The live list: it is asked of 4Over each time. `act` is where the choice is sent, `no_card`
    what it is called to choose none."""
    listed, trouble = shown_cards(account)
    return render_template(
        "admin/cards.html",
        cards=listed,
        trouble=trouble,
        account=account,
        chosen=chosen,
        act=act,
        back=back,
        no_card=no_card,
        words=card_words,
    )
