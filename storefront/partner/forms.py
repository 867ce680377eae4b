"""The forms of an account at 4Over, the shop's or a user's: keys that are tried, then a card."""

import logging
from collections.abc import Callable

from flask import flash, redirect, request
from werkzeug.wrappers import Response
from wtforms import HiddenField, PasswordField, SelectField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import Length, Optional

from storefront.accounts.models import User
from storefront.database import db
from storefront.fourover.errors import FourOverError
from storefront.fourover.replies import PaymentProfile
from storefront.partner.account import account_in
from storefront.partner.card_check import CardNotUsable, may_be_charged
from storefront.partner.connecting import (
    BadKeys,
    Tried,
    card_words,
    list_cards,
    take_keys,
    try_keys,
)
from storefront.partner.models import Environment, PartnerAccount
from storefront.secrets import Undecipherable, seal, unseal
from storefront.web.forms import Form, line

log = logging.getLogger(__name__)

STEP_SECONDS = 1800  # between trying the keys and choosing a card


class KeysForm(Form):
    public_key = line("Public key", 200, asked="Enter the public key.")
    private_key = PasswordField(
        "Private key",
        [Optional(), Length(max=400)],
        description="Tested first, then stored encrypted and never shown again.",
        render_kw={"autocomplete": "off"},
    )
    # of the second step: the card, and the private key of the first, encrypted
    card = SelectField("Card that 4Over charges", [Optional()], choices=[], validate_choice=False)
    sealed = HiddenField()

    def beside(self, present: PartnerAccount | None) -> None:
        """Say whether the private key may stay as it is."""
        self.private_key.flags.required = present is None
        if present:
            self.private_key.description += " Leave it empty to keep the current one."

    @property
    def typed_key(self) -> str:
        """The private key, as typed now or in the step before."""
        try:
            key: str = self.private_key.data or unseal(
                self.sealed.data or "", good_for=STEP_SECONDS
            )
        except Undecipherable:
            return ""
        return key


def connect(
    form: KeysForm, where: Environment, by: str, owner: User | None = None
) -> PartnerAccount | None:
    """Try the keys of a valid form, have a card chosen among those that 4Over lists for them, then
    take both. The caller commits.

    None: the form is to be shown again, with errors or with the cards to choose from; nothing was
    changed, and the present transaction is rolled back.
    """
    owner_id, key = owner.id if owner else None, form.typed_key
    if not key:
        form.private_key.errors = ["Enter the private key that belongs to this public key."]
        return None
    try:
        tried = try_keys(where, form.public_key.data, key)
        present = account_in(where, owner_id)
        known = present.card if present else None
        if form.card.data or not tried.usable or tried.lists(known):
            owner = db.session.get(User, owner_id) if owner_id else None
            return take_keys(tried, by, form.card.data or "", owner=owner)
        _offer_cards(form, tried)
    except (BadKeys, CardNotUsable) as no:
        stays = " Nothing was changed: the current keys and card stay."
        form.private_key.errors = [f"{no}{stays if account_in(where, owner_id) else ''}"]
    except FourOverError as trouble:
        form.private_key.errors = [f"{trouble.sentence} The keys could not be tested. Try again."]
    db.session.rollback()
    return None


def _offer_cards(form: KeysForm, tried: Tried) -> None:
    form.card.choices = [SelectChoice(card.token, card_words(card)) for card in tried.usable]
    form.sealed.data = seal(tried.private_key)


def shown_cards(account: PartnerAccount) -> tuple[list[tuple[PaymentProfile, bool]], str]:
    """The live list, each card with whether it can be charged; and why there is none. Rolls the
    present transaction back."""
    account_id, where = account.id, account.environment
    try:
        cards = list_cards(account)
    except FourOverError as away:
        log.warning("No list of the cards of account %s: %s", account_id, away)
        return [], away.sentence
    return [(card, may_be_charged(card, where)) for card in cards], ""


def picked(choose: Callable[[str], PaymentProfile | None], back: str, then: str) -> Response:
    """Choose the card whose token was sent, or none; then go on, or back with what is wrong.
    Commits."""
    try:
        card = choose(request.form.get("token", "")[:400])
    except (CardNotUsable, FourOverError) as trouble:
        db.session.rollback()
        why = trouble.sentence if isinstance(trouble, FourOverError) else trouble
        flash(f"The card was not chosen. {why}", "bad")
        return redirect(back)
    db.session.commit()
    flash(f"4Over now charges {card_words(card)}." if card else "Saved: no card of its own.")
    return redirect(then)
