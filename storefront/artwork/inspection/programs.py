"""What in a PDF would run, or comes along inside it: told, and taken off a copy."""

from collections.abc import Iterator
from typing import Any

import pikepdf

from storefront.artwork.inspection.refusal import Unprintable

MOST_OBJECTS = 200_000
DEPTH = 20
_RUNS = {
    "/JavaScript": "JavaScript",
    "/Launch": "an action that starts a program",
    "/Rendition": "a film or a sound",
    "/Movie": "a film or a sound",
    "/Sound": "a film or a sound",
    "/ImportData": "an action that loads data",
    "/SubmitForm": "an action that sends data",
    "/GoToE": "a link into an embedded file",
    "/GoToR": "a link into another file",
    "/URI": "",
}
_BRINGS = {
    "/JS": "JavaScript",
    "/JavaScript": "JavaScript",
    "/EmbeddedFiles": "an embedded file",
    "/EF": "an embedded file",
    "/AF": "an embedded file",
    "/AA": "an action of its own",
    "/RichMediaContent": "a film or a sound",
    "/3DD": "a model in three dimensions",
}
_BOXES = ("/FileAttachment", "/RichMedia", "/Screen", "/Movie", "/Sound", "/3D")


def programs_in(pdf: pikepdf.Pdf) -> tuple[str, ...]:
    return tuple(sorted({name for _, _, name in _met(pdf) if name}))


def take_off(pdf: pikepdf.Pdf) -> tuple[str, ...]:
    """Remove all of it from the open document. Returns what it was. Raises Unprintable where
    something stays."""
    was = programs_in(pdf)
    for holder, key, name in list(_met(pdf)):
        if name and key in holder:
            del holder[key]
    for page in pdf.pages:
        marks = page.obj.get("/Annots")
        if isinstance(marks, pikepdf.Array):
            kept = [mark for mark in marks if mark.get("/Subtype") not in _BOXES]
            page.obj["/Annots"] = pikepdf.Array(kept)
    if programs_in(pdf):
        raise Unprintable("program")
    return was


def _met(pdf: pikepdf.Pdf) -> Iterator[tuple[Any, str, str]]:
    """The dictionary, its key, and what hangs there, in words."""
    objects = pdf.objects
    if len(objects) > MOST_OBJECTS:
        raise Unprintable("complex")
    for one in objects:
        yield from _within(one, 0)
    yield from _within(pdf.trailer, 0)


def _within(one: Any, depth: int) -> Iterator[tuple[Any, str, str]]:
    if depth > DEPTH:
        return
    if isinstance(one, pikepdf.Array):
        for part in one:
            if not getattr(part, "is_indirect", False):
                yield from _within(part, depth + 1)
    elif isinstance(one, pikepdf.Dictionary | pikepdf.Stream):
        holder: Any = one
        for key, value in list(holder.items()):
            if key in _BRINGS:
                yield holder, key, _BRINGS[key]
            elif isinstance(value, pikepdf.Dictionary):
                if (action := str(value.get("/S", ""))) in _RUNS:
                    yield holder, key, _RUNS[action]
                if not value.is_indirect:
                    yield from _within(value, depth + 1)
            elif isinstance(value, pikepdf.Array) and not value.is_indirect:
                yield from _within(value, depth + 1)
