"""What customers read of files: what each one is for, and why one cannot be taken."""

CANNOT_CHECK = "We can't check files just now. Please try again soon."
CANNOT_KEEP = (
    "We can't keep files just now, and know about it. Your cart is kept: please try again soon."
)
CANNOT_OPEN = (
    "This file couldn't be opened: it seems to be broken, or far too complex. "
    "Please export it again and upload the new one."
)
EMPTY = "This file is empty."
HARMFUL = "This file holds something harmful, so we can't take it."
NO_FILE = "Choose a file first."
NO_ROOM = (
    "We have no room for files at the moment, and know about it now. Your cart is kept: "
    "please try again later."
)
NOT_NEEDED = "This file is not needed any more: the options were changed."
OF_ANOTHER_KIND = "This file isn't a PDF, TIFF, PNG or JPEG."
REFUSED = {  # what the opener says of a file that it could open
    "locked": "This PDF is locked with a password. Please save it without and upload it again.",
    "broken": "This file is broken and can't be opened. Please export it again.",
    "empty": "This PDF has no pages.",
    "huge": "This image has more pixels than can be printed. Please make it smaller.",
}


def too_large(megabytes: int) -> str:
    return f"This file is larger than {megabytes} MB. Please save it smaller."


def version(number: int) -> str:
    """What a set without a name is called."""
    return f"Version {number}"


LABELS = {
    "fr": "Front",
    "bk": "Back",
    "fm": "Front mask",
    "bm": "Back mask",
    "ffm": "Front foil mask",
    "bfm": "Back foil mask",
    "cm": "Cut mask",
    "out": "Outside",
    "in": "Inside",
    "l1": "Lenticular frame 1",
    "l2": "Lenticular frame 2",
    "l3": "Lenticular frame 3",
    "cvr": "Cover",
    "multipagepdf": "All pages in one PDF",
}

_COATED = "Black where the spot UV or raised UV goes, white everywhere else. No grays."
_FOILED = "Black where the foil goes, white everywhere else. No grays."
_FRAME = "One of the pictures that change as the piece is tilted."
HELP = {  # what belongs into each, for somebody who has never heard the word
    "fr": "The artwork for the front.",
    "bk": "The artwork for the back.",
    "fm": f"Shows where the front is coated. {_COATED}",
    "bm": f"Shows where the back is coated. {_COATED}",
    "ffm": f"Shows where the front gets foil. {_FOILED}",
    "bfm": f"Shows where the back gets foil. {_FOILED}",
    "cm": "Shows where to cut: the outline of the shape as one thin line, nothing else.",
    "out": "The artwork for the side that is outside when it is folded.",
    "in": "The artwork for the side that is inside when it is folded.",
    "l1": _FRAME,
    "l2": _FRAME,
    "l3": _FRAME,
    "cvr": "The artwork for the cover.",
    "multipagepdf": "One PDF with all pages in the order they are read.",
}
