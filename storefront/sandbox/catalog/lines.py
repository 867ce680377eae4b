"""How each kind of product is made: in which numbers, inks and times, and at what cost."""

from dataclasses import dataclass

# How much of the base price a turnaround adds, up to which runsize, and in which colorspecs only.
Speed = tuple[str, float, int, tuple[str, ...]]
ANY: tuple[str, ...] = ()

PRESS: tuple[Speed, ...] = (
    ("224", 0.0, 10**6, ANY),
    ("222", 0.22, 500, ("4/0", "4/4")),
    ("121", 0.48, 500, ("4/0", "4/4")),
)
SLOW: tuple[Speed, ...] = (("527", 0.0, 10**6, ANY), ("224", 0.3, 1000, ANY))
SLOWEST: tuple[Speed, ...] = (("8210", 0.0, 10**6, ANY), ("527", 0.25, 1000, ANY))
WIDE: tuple[Speed, ...] = (("224", 0.0, 10**6, ANY), ("121", 0.35, 25, ANY))


@dataclass(frozen=True)
class Line:
    """One way of making things.

    `anchor` is (copies, square inches, dollars): what one order of that kind costs us. Other
    orders cost more or less of it by the powers `by_copies` and `by_area`.
    """

    runsizes: tuple[int, ...]
    colorspecs: tuple[str, ...]
    speeds: tuple[Speed, ...]
    anchor: tuple[int, float, float]
    by_copies: float
    by_area: float
    finishing: tuple[str, ...]


CARDS = (100, 250, 500, 1000, 2500, 5000, 10000)
SHEETS = (250, 500, 1000, 2500, 5000)
PIECES = (1, 5, 10, 25, 50, 100)

LINES = {
    "card": Line(
        CARDS,
        ("4/0", "4/1", "4/4"),
        PRESS,
        (500, 7.0, 13.4),
        0.52,
        0.6,
        ("corners", "scoring", "drilling", "bundling", "proof", "orientation"),
    ),
    "sheet": Line(
        SHEETS,
        ("4/0", "4/4"),
        PRESS,
        (1000, 93.5, 88.0),
        0.62,
        0.7,
        ("folding", "drilling", "bundling", "proof"),
    ),
    "flyer": Line(
        (*SHEETS, 10000),
        ("4/0", "4/4"),
        PRESS,
        (1000, 46.75, 61.5),
        0.6,
        0.7,
        ("scoring", "drilling", "bundling", "proof"),
    ),
    "hanger": Line(
        SHEETS, ("4/0", "4/4"), PRESS, (1000, 46.75, 72.0), 0.58, 0.6, ("bundling", "proof")
    ),
    "booklet": Line(
        (25, 50, 100, 250, 500, 1000),
        ("4/4",),
        SLOW,
        (250, 46.75, 214.0),
        0.66,
        0.7,
        ("pages", "drilling", "bundling", "proof"),
    ),
    "calendar": Line(
        (25, 50, 100, 250, 500), ("4/4",), SLOW, (100, 93.5, 236.0), 0.7, 0.6, ("months", "proof")
    ),
    "banner": Line(
        PIECES,
        ("4/0",),
        WIDE,
        (1, 2592.0, 31.4),
        0.93,
        0.9,
        ("hemming", "grommets", "pockets"),
    ),
    "sign": Line(
        PIECES, ("4/0", "4/4"), WIDE, (10, 432.0, 62.5), 0.86, 0.85, ("grommets", "stakes")
    ),
    "sticker": Line(
        (100, 250, 500, 1000, 2500, 5000), ("4/0",), SLOW, (500, 9.0, 48.0), 0.55, 0.6, ("proof",)
    ),
    "diecut": Line(
        (50, 100, 250, 500, 1000), ("4/0",), SLOW, (250, 9.0, 84.0), 0.62, 0.6, ("diecut", "proof")
    ),
    "roll": Line(
        (250, 500, 1000, 2500, 5000, 10000),
        ("4/0",),
        SLOW,
        (1000, 6.0, 78.0),
        0.5,
        0.55,
        ("unwind", "perroll", "shape"),
    ),
    "foil": Line(
        (100, 250, 500, 1000, 2500),
        ("5/0", "5/1", "5/4"),
        SLOW,
        (500, 7.0, 54.0),
        0.5,
        0.6,
        ("foilcolor", "majestic", "orientation", "corners", "proof"),
    ),
    "foilback": Line(
        (100, 250, 500, 1000, 2500),
        ("5/0", "5/1", "5/4"),
        SLOW,
        (500, 7.0, 61.0),
        0.5,
        0.6,
        ("foilcolor", "majestic", "spotback", "orientation", "envelopes", "proof"),
    ),
    "spot": Line(
        (250, 500, 1000, 2500, 5000),
        ("4/0", "4/1", "4/4"),
        SLOW,
        (1000, 7.0, 33.0),
        0.52,
        0.6,
        ("spotsides", "corners", "bundling", "proof"),
    ),
    "envelope": Line(
        SHEETS, ("4/0", "1/0"), SLOW, (500, 39.2, 69.0), 0.68, 0.4, ("window", "tape", "proof")
    ),
    "folder": Line(
        (50, 100, 250, 500, 1000),
        ("4/0", "4/4"),
        SLOWEST,
        (250, 108.0, 246.0),
        0.6,
        0.5,
        ("slits", "proof"),
    ),
    "box": Line(
        (25, 50, 100, 250, 500),
        ("4/0", "4/4"),
        SLOWEST,
        (100, 96.0, 231.0),
        0.7,
        0.6,
        ("inside", "diecut"),
    ),
    "wear": Line((1, 10, 25, 50, 100), ("4/0",), SLOW, (10, 168.0, 96.0), 0.9, 0.2, ("bags",)),
}
