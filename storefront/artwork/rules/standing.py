"""How the files of an item stand: what each finding is, and whether somebody said yes to it."""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import select

from storefront.artwork.models import ArtworkFile, ArtworkSlot
from storefront.artwork.rules.editions import book_for
from storefront.artwork.rules.findings import Finding, Level
from storefront.artwork.rules.judging import judge
from storefront.artwork.rules.models import Acknowledgement
from storefront.artwork.rules.wanted import Wanted
from storefront.artwork.rules.wanting import Chosen, wanted_of
from storefront.database import db


@dataclass(frozen=True)
class JudgedFinding:
    """One finding, and who said that the file is printed all the same."""

    finding: Finding
    said: Acknowledgement | None = None

    @property
    def stops(self) -> bool:
        """Whether the item cannot be ordered because of it."""
        if self.finding.level == Level.BLOCK:
            return self.said is None or not self.said.by_staff
        return self.finding.level == Level.WARN and self.said is None


@dataclass(frozen=True)
class JudgedSlot:
    slot: ArtworkSlot
    wanted: Wanted
    edition: str
    options: str  # stands for all that was chosen
    findings: tuple[JudgedFinding, ...]  # the gravest first

    @property
    def stopping(self) -> list[Finding]:
        return [one.finding for one in self.findings if one.stops]

    @property
    def to_acknowledge(self) -> list[Finding]:
        return [one for one in self.stopping if one.level == Level.WARN]

    @property
    def blocked(self) -> bool:
        return any(one.level == Level.BLOCK for one in self.stopping)


def judged(
    chosen: Chosen, slots: Sequence[ArtworkSlot], *, ordered: bool = False
) -> list[JudgedSlot]:
    """Each slot with what of its file is not as it is wanted; nothing of one without a file.

    In the cart a yes is asked for again by another edition of the rules. Once it is `ordered` it
    holds as long as file and options are the same, whatever the shop sets otherwise meanwhile.
    """
    by_slot, options = wanted_of(chosen, slots), seal_of(chosen)
    found = []
    for slot in slots:
        book = book_for(chosen.product, by_slot[slot.id].profile)
        wanted = by_slot[slot.id].by(book)
        findings = judge(slot.file.facts, wanted, book) if slot.file else []
        found.append((slot, wanted, book.edition, findings))
    grave = [slot for slot, *_, findings in found if any(_asks(one) for one in findings)]
    said = _said_of([slot.file for slot in grave if slot.file], options)
    return [
        JudgedSlot(
            slot,
            wanted,
            edition,
            options,
            tuple(
                JudgedFinding(one, _matching(said, slot, "" if ordered else edition, one))
                for one in findings
            ),
        )
        for slot, wanted, edition, findings in found
    ]


def seal_of(chosen: Chosen) -> str:
    """Stands for all that was chosen: what was said yes to holds for nothing else."""
    return hashlib.sha256(repr(chosen.choice).encode()).hexdigest()[:16]


def acknowledge(
    slot: JudgedSlot, rules: Iterable[str], who: str, *, reason: str = "", by_staff: bool = False
) -> int:
    """Keep that somebody said yes to these findings as they are now; returns to how many. A
    customer's yes to what blocks is not taken. The caller commits."""
    file, named = slot.slot.file, set(rules)
    if file is None:
        return 0
    kept = [
        one for one in slot.stopping if one.rule in named and (by_staff or one.level == Level.WARN)
    ]
    for one in kept:
        db.session.add(
            Acknowledgement(
                file_id=file.id, sha256=file.sha256, code=slot.slot.code, options=slot.options,
                edition=slot.edition, rule=one.rule, so=one.so, who=who, by_staff=by_staff,
                reason=reason,
            )
        )  # fmt: skip
    return len(kept)


def _asks(finding: Finding) -> bool:
    return finding.level in (Level.BLOCK, Level.WARN)


def _said_of(files: Sequence[ArtworkFile], options: str) -> list[Acknowledgement]:
    if not files:
        return []
    theirs = Acknowledgement.file_id.in_([file.id for file in files])
    query = select(Acknowledgement).where(theirs, Acknowledgement.options == options)
    return list(db.session.scalars(query.order_by(Acknowledgement.by_staff, Acknowledgement.id)))


def _matching(
    said: list[Acknowledgement], slot: ArtworkSlot, edition: str, finding: Finding
) -> Acknowledgement | None:
    """The last one that holds for this, staff's before the customer's. `edition`: empty for any."""
    assert slot.file
    fitting = [
        one
        for one in said
        if (one.file_id, one.sha256) == (slot.file.id, slot.file.sha256)
        and (one.code, one.rule) == (slot.code, finding.rule)
        and (not edition or (one.edition, one.so) == (edition, finding.so))
    ]
    return fitting[-1] if fitting else None
