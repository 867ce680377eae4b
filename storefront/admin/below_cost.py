"""Before a markup takes prices under cost, an admin types yes to what it would do."""

from dataclasses import dataclass

from flask import request

from storefront.quotes.losses import Losses
from storefront.text import clean

YES = "yes"


@dataclass(frozen=True)
class Question:
    """What the page says, and what the yes is for: another value asks anew."""

    about: str  # such as "-10"
    losses: Losses
    wrong: bool  # something else was typed


def question(about: str, losses: Losses) -> Question | None:
    """What is to be asked before this is saved; None if nothing is, or yes was typed to it."""
    if not losses:
        return None
    said = clean(request.form.get("below_cost", ""), 20).lower()
    to_this = request.form.get("below_cost_of") == about
    if said == YES and to_this:
        return None
    return Question(about, losses, wrong=to_this)
