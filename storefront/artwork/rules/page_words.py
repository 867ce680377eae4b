"""Pages as people read them. Pure."""

from collections.abc import Sequence


def page_words(pages: Sequence[int], count: int) -> str:
    """Where it is, at the beginning of a sentence: nothing has to be said of a single page."""
    if count == 1:
        return "This file"
    if len(pages) == count:
        return "Each page"
    named = ", ".join(map(str, pages[:6])) + (" …" if len(pages) > 6 else "")
    return f"Page {named}" if len(pages) == 1 else f"Pages {named}"
