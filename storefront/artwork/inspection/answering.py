"""What the child process answers: facts, or why there are none."""

import msgspec

from storefront.artwork.inspection.facts import FileKind, encode
from storefront.artwork.inspection.image_file import look_at_image
from storefront.artwork.inspection.pdf_file import look_at_pdf
from storefront.artwork.inspection.refusal import Unprintable


def answer(kind: str, path: str) -> bytes:
    look = look_at_pdf if kind == FileKind.PDF else look_at_image
    try:
        return encode(look(path, FileKind(kind)))
    except Unprintable as refusal:
        return msgspec.json.encode({"refused": refusal.word})
    except (MemoryError, RecursionError):
        return msgspec.json.encode({"refused": "complex"})
