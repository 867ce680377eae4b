"""How large a file has to be: the piece, and a little more that is cut off."""

from storefront.catalog.measures import inches

BLEED = 0.125  # inches on each side, as presses want it
LARGEST = 28.0  # inches: larger things are printed on rolls and boards, with rules of their own


def size_with_bleed(size: str) -> tuple[str, str] | None:
    """The finished size and the file's: ('2" x 3.5"', '2.25" x 3.75"').

    None where the size cannot be read, or is not one of a piece that is cut from a press sheet.
    """
    sides = inches(size)
    if len(sides) != 2 or not all(0 < side <= LARGEST for side in sides):
        return None
    return _words(sides), _words([side + 2 * BLEED for side in sides])


def _words(sides: tuple[float, ...] | list[float]) -> str:
    return " x ".join(f'{side:g}"' for side in sides)
