"""The questions of an option form: only what is printed is offered, for what is picked so far."""

from dataclasses import dataclass

from storefront.catalog.spec import OptionGroup, ProductSpec
from storefront.quotes.selection import Picks, allowed, filled, needed


@dataclass(frozen=True)
class Answer:
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


def questions(spec: ProductSpec, picks: Picks) -> list[Question]:
    """Colors, then runsizes in them, then turnarounds for both, then the finishing."""
    colorspecs = {choice.uuid: choice.label for choice in spec.offered_colorspecs}
    color = picks.colorspec if picks.colorspec in colorspecs else next(iter(colorspecs), "")
    runsizes = {row.runsize_uuid: f"{row.runsize:,}" for row in spec.runsizes_for(color)}
    turnarounds = {row.uuid: row.label for row in spec.turnarounds_for(picks.runsize, color)}
    return [
        _core("colorspec", "Colors", colorspecs, picks.colorspec),
        _core("runsize", "Runsize", runsizes, picks.runsize),
        _core(
            "turnaround",
            "Turnaround",
            turnarounds,
            picks.turnaround,
            "" if turnarounds else "Choose a runsize first.",
        ),
        *(
            _finishing(group, picks)
            for group in spec.finishing
            if needed(group) < len(group.options)
        ),
    ]


def _core(name: str, label: str, offered: dict[str, str], picked: str, words: str = "") -> Question:
    answers = tuple(Answer(uuid, text, uuid == picked) for uuid, text in offered.items())
    return Question(name, label, answers, help=words)


def _finishing(group: OptionGroup, picks: Picks) -> Question:
    several = allowed(group) > 1
    picked = tuple(filter(None, picks.options.get(group.uuid, ()))) or filled(group)
    answers = [Answer(o.uuid, o.label, o.uuid in picked) for o in group.options]
    if not group.required and not several:
        answers.insert(0, Answer("", "None", not picked))
    words = f"Up to {allowed(group)}." if several else ""
    return Question(f"group-{group.uuid}", group.name, tuple(answers), several, words)
