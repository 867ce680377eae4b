"""Before a markup takes prices under cost, an admin types yes to what it would do."""

from collections.abc import Mapping
from dataclasses import dataclass

from flask import flash, request

from storefront.quotes.losses import Losses, without_yes
from storefront.text import clean

YES = "yes"
_HELD = (
    "{} for less than 4Over charges, and nobody said yes to that. Such orders are put on hold "
    "until someone sends them. To say yes to all, save the rule again under Markups."
)


@dataclass(frozen=True)
class LossQuestion:
    """What the page says, and what the yes is for: another value asks anew."""

    about: str  # such as "-10", and which products
    losses: Losses
    wrong: bool  # something else was typed


def question(about: str, losses: Losses) -> LossQuestion | None:
    """What is to be asked before this is saved; None if nothing is, or yes was typed to it."""
    if not losses:
        return None
    said = clean(request.form.get("below_cost", ""), 20).lower()
    about = f"{about} {losses.seal}"
    to_this = request.form.get("below_cost_of") == about
    if said == YES and to_this:
        return None
    return LossQuestion(about, losses, wrong=to_this)


def say_what_loses() -> None:
    """After products moved or a rule went: what sells under cost though nobody said yes to it."""
    if words := _words(without_yes(), "sells", "sell"):
        flash(words, "warn")


def losing_words(moved: Mapping[int, int | None]) -> str:
    """The same before products move to these groups, as a sentence; empty if nothing would."""
    return _words(without_yes(moved), "would sell", "would sell") if moved else ""


def _words(losses: Mapping[int | None, set[int]], one: str, several: str) -> str:
    many = len(set().union(*losses.values()))
    what = f"1 product {one}" if many == 1 else f"{many:,} products {several}"
    return _HELD.format(what) if many else ""
