"""What a customer picked, made into a combination that 4Over prints (API 5)."""

import hashlib
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from storefront.catalog.choice_words import option_in_words, turnaround_in_words
from storefront.catalog.spec import BasePrice, Kind, Option, OptionGroup, ProductSpec, Turnaround
from storefront.catalog.words import option_words, turnaround_words, words_for
from storefront.fourover.payloads import Choice
from storefront.quotes import words

# 4Over names no limit. Its own examples go up to 19 sets; an upload page of more rows, and an order
# of more jobs, which takes 4Over most of a minute as it is, nobody has tried.
MOST_SETS = 25


class NotOffered(Exception):
    """This is not printed, or something is not chosen yet; the sentence says what to change."""

    def __init__(self, message: str, question: str) -> None:
        super().__init__(message)
        self.question = question  # "colorspec", "runsize", "turnaround", "sets", "group-<uuid>"


@dataclass(frozen=True)
class Picks:
    """Answers to a product's questions as they came, by UUID. Nothing about them is checked."""

    colorspec: str = ""
    runsize: str = ""
    turnaround: str = ""
    options: Mapping[str, tuple[str, ...]] = field(default_factory=dict)  # by group
    sets: int = 1  # 0: what was written is no number
    by_cell: bool = field(default=False, compare=False)  # runsize and turnaround came as one
    of_url: bool = field(default=False, compare=False)  # which may be old or made up


@dataclass(frozen=True)
class Selection:
    """A combination that 4Over prints. `choose` makes them."""

    spec: ProductSpec
    choice: Choice

    @cached_property
    def base(self) -> BasePrice:
        return self.spec.base[self.choice.runsize_uuid, self.choice.colorspec_uuid]

    @property
    def runsize(self) -> int:
        return self.base.runsize

    @cached_property
    def turnaround(self) -> Turnaround:
        rows = self.spec.turnarounds_for(self.base.runsize_uuid, self.base.colorspec_uuid)
        return next(row for row in rows if row.uuid == self.choice.turnaround_uuid)

    @cached_property
    def options(self) -> tuple[tuple[OptionGroup, Option], ...]:
        """The finishing that was chosen, with the question that each answers."""
        return tuple(
            (group, option)
            for group in self.spec.finishing
            for option in group.options
            if option.uuid in self.choice.option_uuids
        )

    @property
    def left_open(self) -> tuple[str, ...]:
        """Questions that 4Over calls required and that were left unanswered, in words."""
        answered = {group.uuid for group, _ in self.options}
        return tuple(
            option_in_words(group.name)
            for group in self.spec.finishing
            if group.needed and group.uuid not in answered
        )

    @property
    def seal(self) -> str:
        """Stands for all that its price depends on."""
        return hashlib.sha256(repr(self.choice.priced).encode()).hexdigest()[:16]

    @property
    def colors(self) -> str:
        """As 4Over writes them, such as 4/0."""
        return next(c.label for c in self.spec.colorspecs if c.uuid == self.choice.colorspec_uuid)

    @property
    def choices(self) -> list[list[str]]:
        """Questions and answers in words, for people."""
        answers: dict[str, list[str]] = {}
        described = [
            (group, option)
            for group in self.spec.described
            for option in group.options
            if option.uuid in self.choice.described_uuids
        ]
        for group, option in (*self.options, *described):
            answers.setdefault(option_words(group.name), []).append(option_words(option.label))
        return [
            ["Colors", _colors_in_words(self.colors)],
            ["Quantity", words.quantity(self.runsize, self.choice.sets)],
            ["Turnaround", turnaround_words(self.turnaround.label)],
            *([name, ", ".join(labels)] for name, labels in answers.items()),
        ]

    @property
    def all_option_uuids(self) -> tuple[str, ...]:
        """With size, stock, coating, colorspec, runsize and turnaround: what decides which files
        are required (API 9.3). A quote and an order get `option_uuids` alone."""
        core = (Kind.SIZE, Kind.STOCK, Kind.COATING)
        described = [g.options[0].uuid for g in self.spec.groups if g.kind in core and g.options]
        chosen = self.choice
        rows = (chosen.colorspec_uuid, chosen.runsize_uuid, chosen.turnaround_uuid)
        return (*described, *rows, *chosen.option_uuids)


def choose(spec: ProductSpec, picks: Picks) -> Selection:
    """The combination that was picked. Questions with a single answer need none.

    Raises NotOffered, naming the question to answer differently.
    """
    colorspec_uuid = _colorspec(spec, picks)
    base = _runsize(spec, picks, colorspec_uuid)
    _check_groups(spec, picks)
    _check_sets(base, picks.sets)
    choice = Choice(
        spec.uuid,
        base.runsize_uuid,
        colorspec_uuid,
        _turnaround(spec, picks, base),
        option_uuids=_chosen(spec.finishing, picks),
        described_uuids=_chosen(spec.described, picks),
        sets=picks.sets,
    )
    return Selection(spec, choice)


def default_picks(spec: ProductSpec) -> Picks:
    """Where a product page starts: the least costly combination, and nothing that costs more."""
    row = spec.cheapest
    if row is None:
        return Picks()
    return Picks(row.colorspec_uuid, row.runsize_uuid, row.uuid)


def _colors_in_words(label: str) -> str:
    """Full color both sides (4/4): for everybody, and as printers write it."""
    said, figures = words_for(label), re.search(r"\d+/\d+", label)
    return f"{said} ({figures[0]})" if figures and figures[0] not in said else said


def _colorspec(spec: ProductSpec, picks: Picks) -> str:
    offered = [choice.uuid for choice in spec.offered_colorspecs]
    if not offered:
        raise NotOffered(words.NOT_ORDERABLE, "colorspec")
    if picks.colorspec in offered:
        return picks.colorspec
    if picks.colorspec:
        raise NotOffered(words.NO_SUCH_COLORS, "colorspec")
    if len(offered) > 1:
        raise NotOffered(words.CHOOSE_COLORS, "colorspec")
    return offered[0]


def _runsize(spec: ProductSpec, picks: Picks, colorspec_uuid: str) -> BasePrice:
    offered = spec.runsizes_for(colorspec_uuid)
    for row in offered:
        if row.runsize_uuid == picks.runsize:
            return row
    if picks.runsize:
        size = next((r.runsize for r in spec.base_prices if r.runsize_uuid == picks.runsize), None)
        raise NotOffered(words.no_such_quantity(size), "runsize")
    if len(offered) > 1:
        raise NotOffered(words.CHOOSE_QUANTITY, "runsize")
    return offered[0]


def _turnaround(spec: ProductSpec, picks: Picks, base: BasePrice) -> str:
    offered = spec.turnarounds_for(base.runsize_uuid, base.colorspec_uuid)
    if any(row.uuid == picks.turnaround for row in offered):
        return picks.turnaround
    if picks.turnaround:
        known = next((r.label for r in spec.turnarounds if r.uuid == picks.turnaround), "")
        refusal = words.no_such_turnaround(turnaround_in_words(known), base.runsize)
        raise NotOffered(refusal, "turnaround")
    if len({row.uuid for row in offered}) > 1:
        raise NotOffered(words.CHOOSE_TURNAROUND, "turnaround")
    return offered[0].uuid


def _check_groups(spec: ProductSpec, picks: Picks) -> None:
    described = {group.uuid for group in spec.groups if group.kind != Kind.FINISHING}
    known = described | {group.uuid for group in spec.finishing}
    for uuid, answers in picks.options.items():
        if answers and uuid not in known:
            raise NotOffered(words.NO_SUCH_OPTION, f"group-{uuid}")


def _check_sets(base: BasePrice, sets: int) -> None:
    """4Over's order fails for sets of what it cannot ship together, though it quotes them."""
    if not 1 <= sets <= MOST_SETS:
        raise NotOffered(words.versions_from_to(MOST_SETS), "sets")
    if sets > most_sets(base):
        raise NotOffered(words.one_version(base.runsize), "sets")


def most_sets(base: BasePrice) -> int:
    """As many sets of it as can be ordered at once (API 5.5)."""
    return MOST_SETS if base.can_group_ship else 1


def _chosen(groups: Iterable[OptionGroup], picks: Picks) -> tuple[str, ...]:
    return tuple(option for group in groups for option in _answers(group, picks.options))


def finishing(spec: ProductSpec, picks: Picks) -> list[Option]:
    """What was picked of it, or is taken where nobody chose. Whether it goes together is not asked
    here: `choose` says what is wrong."""
    result: list[Option] = []
    for group in spec.finishing:
        picked = picks.options.get(group.uuid, ())
        result += [option for option in group.options if option.uuid in picked] or group.filled
    return result


def _answers(group: OptionGroup, picked: Mapping[str, tuple[str, ...]]) -> tuple[str, ...]:
    question, name = f"group-{group.uuid}", option_in_words(group.name)
    answers = tuple(dict.fromkeys(filter(None, picked.get(group.uuid, ()))))
    if not answers:
        return tuple(option.uuid for option in group.filled)
    offered = {option.uuid for option in group.options}
    if not offered.issuperset(answers):
        raise NotOffered(words.choose_another(name), question)
    if len(answers) > group.allowed:
        raise NotOffered(words.at_most(group.allowed, name), question)
    if len(answers) < group.needed:
        raise NotOffered(words.at_least(group.needed, name), question)
    return answers
