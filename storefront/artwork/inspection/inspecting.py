"""What a file is, by its content: opened by a child process that may not use much of anything."""

import json
import subprocess
import sys
from pathlib import Path

import msgspec
import puremagic

from storefront.artwork import words
from storefront.artwork.bad_artwork import BadArtwork
from storefront.artwork.inspection.facts import Facts

SECONDS = 60  # to look at one file
_HEAD = 4096  # bytes that show the type
_OPENER = Path(__file__).with_name("opener.py")
_KINDS = {
    ".pdf": "pdf",
    ".tif": "tif",
    ".tiff": "tif",
    ".png": "png",
    ".jpg": "jpg",
    ".jpeg": "jpg",
    ".jfif": "jpg",
}


def inspect(path: Path) -> Facts:
    """Raises BadArtwork for what cannot be printed, or cannot be opened in a minute."""
    extension = _kind(path)
    try:
        child = subprocess.run(  # noqa: S603 - our own program, with a path of our own
            [sys.executable, "-I", str(_OPENER), extension, str(path)],
            capture_output=True,
            timeout=SECONDS,
            env={},
            check=True,
        )
        seen = json.loads(child.stdout)
    except (subprocess.SubprocessError, ValueError):
        raise BadArtwork(words.CANNOT_OPEN) from None
    if "refused" in seen:
        raise BadArtwork(words.REFUSED[seen["refused"]])
    return msgspec.convert(seen, Facts)


def _kind(path: Path) -> str:
    with path.open("rb") as file:
        head = file.read(_HEAD)
    if not head:
        raise BadArtwork(words.EMPTY)
    try:
        matches = puremagic.magic_string(head)
    except puremagic.PureError:
        matches = []
    for match in sorted(matches, key=lambda match: -match.confidence):
        if match.extension in _KINDS:
            return _KINDS[match.extension]
    raise BadArtwork(words.OF_ANOTHER_KIND)
