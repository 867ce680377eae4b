"""What the child process answers: facts, or why there are none."""

import msgspec
import pikepdf

from storefront.artwork.inspection.facts import Facts, FileKind, encode
from storefront.artwork.inspection.image_file import look_at_image
from storefront.artwork.inspection.mending import make
from storefront.artwork.inspection.pdf_file import look_at_pdf
from storefront.artwork.inspection.pictures import draw
from storefront.artwork.inspection.refusal import Unprintable


def answer(kind: str, path: str, target: str = "", *how: str) -> bytes:
    """Of the file at the path; or of the one that is made of it at the target."""
    try:
        return encode(_made(FileKind(kind), path, target, *how) if target else _look(kind, path))
    except Unprintable as refusal:
        return msgspec.json.encode({"refused": refusal.word})
    except (MemoryError, RecursionError):
        return msgspec.json.encode({"refused": "complex"})


def _look(kind: str, path: str) -> Facts:
    look = look_at_pdf if kind == FileKind.PDF else look_at_image
    return look(path, FileKind(kind))


def _made(kind: FileKind, path: str, target: str, *how: str) -> Facts:
    if how[0] == "pictures":
        draw(kind, path, target, int(how[1]), int(how[2]))
        return Facts(kind=kind)
    try:
        off = make(kind, path, target, *how)
    except (pikepdf.PdfError, OSError, ValueError, TypeError, ArithmeticError):
        raise Unprintable("not made") from None
    return msgspec.structs.replace(_look(kind, target), taken_off=off)
