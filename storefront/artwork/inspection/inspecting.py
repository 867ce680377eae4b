"""What a file is, by its content: opened by a child process that may not use much of anything."""

import subprocess
import sys
from pathlib import Path

import msgspec

from storefront.artwork import words
from storefront.artwork.bad_artwork import BadArtwork
from storefront.artwork.inspection.facts import Facts, FileKind, decode
from storefront.artwork.inspection.kinds import HEAD, kind_of
from storefront.artwork.inspection.turns import NoTurn, a_turn

SECONDS = 40  # to look at one file
_OPENER = Path(__file__).with_name("opener.py")


class _Refused(msgspec.Struct, forbid_unknown_fields=True):
    refused: str


def inspect(path: Path) -> Facts:
    """Raises BadArtwork for what cannot be printed, or cannot be opened in its time."""
    return run_opener(_kind(path), path)


def run_opener(kind: FileKind, *more: Path | str) -> Facts:
    """What the child says of the file, or of the one that it made. Raises BadArtwork."""
    try:
        with a_turn():
            child = subprocess.run(  # noqa: S603 - our own program, with paths of our own
                [sys.executable, "-I", str(_OPENER), kind, *map(str, more)],
                capture_output=True,
                timeout=SECONDS,
                env={},
                check=True,
            )
        return decode(child.stdout)
    except NoTurn:
        raise BadArtwork(words.BUSY, 503) from None
    except subprocess.SubprocessError:
        raise BadArtwork(words.CANNOT_OPEN) from None
    except msgspec.MsgspecError:
        raise BadArtwork(_sentence(child.stdout)) from None


def _sentence(said: bytes) -> str:
    try:
        word = msgspec.json.decode(said, type=_Refused).refused
    except msgspec.MsgspecError:
        return words.CANNOT_OPEN
    return words.REFUSED[word]


def _kind(path: Path) -> FileKind:
    with path.open("rb") as file:
        head = file.read(HEAD)
    if not head:
        raise BadArtwork(words.EMPTY)
    kind = kind_of(head)
    if not isinstance(kind, FileKind):
        raise BadArtwork(words.OTHER_KINDS.get(kind, words.OF_ANOTHER_KIND))
    return kind
