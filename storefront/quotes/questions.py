"""The questions of an option form: only what is printed is offered, for what is picked so far."""

import re
from dataclasses import dataclass
from typing import NamedTuple

from storefront.catalog.choice_words import none_of
from storefront.catalog.spec import OptionGroup, ProductSpec
from storefront.quotes import words
from storefront.quotes.selection import MOST_SETS, Picks, most_sets

_NONE = re.compile(r"(no|none|without)\b", re.IGNORECASE)  # 4Over's own way to say it


class Answer(NamedTuple):
    value: str  # a UUID, or "" for none
    label: str
    picked: bool


@dataclass(frozen=True)
class Question:
    name: str  # of the form's field, and in NotOffered
    label: str
    answers: tuple[Answer, ...]
    several: bool = False  # may be answered more than once
    help: str = ""


@dataclass(frozen=True)
class Several:
    """How many sets: asked where 4Over takes several of something."""

    picked: str  # as it is shown in the field
    most: int
    help: str  # of which quantities, if not of all


def several(spec: ProductSpec, picks: Picks) -> Several | None:
    rows = spec.runsizes_for(picks.colorspec) or spec.base_prices
    able = [row.runsize for row in rows if most_sets(row) > 1]
    if not able:
        return None
    shown = str(picks.sets) if picks.sets else ""
    limit = words.several_versions(able if len(able) < len(rows) else [])
    return Several(shown, MOST_SETS, limit)


def questions(spec: ProductSpec, picks: Picks) -> list[Question]:
    """Colors, then the finishing. Runsize and turnaround are chosen in the table of prices."""
    return [_colors(spec, picks), *(_finishing(group, picks) for group in spec.asked)]


def _colors(spec: ProductSpec, picks: Picks) -> Question:
    answers = tuple(
        Answer(choice.uuid, choice.label, choice.uuid == picks.colorspec)
        for choice in spec.offered_colorspecs
    )
    return Question("colorspec", "Colors", answers)


def _finishing(group: OptionGroup, picks: Picks) -> Question:
    several = group.allowed > 1
    taken = tuple(option.uuid for option in group.filled)
    none = next((o.uuid for o in group.options if o.free and _NONE.match(o.label)), None)
    picked = tuple(filter(None, picks.options.get(group.uuid, ()))) or taken
    if not picked and none and not several:
        picked = (none,)
    answers = [Answer(o.uuid, o.label, o.uuid in picked) for o in group.options]
    if not taken and not several and none is None:
        answers.insert(0, Answer("", none_of(group.name), not picked))
    limit = words.up_to(group.allowed) if several else ""
    about = [words.about_option(option.label) for option in group.options]
    told = " ".join(filter(None, (limit, *about)))
    return Question(f"group-{group.uuid}", group.name, tuple(answers), several, told)
