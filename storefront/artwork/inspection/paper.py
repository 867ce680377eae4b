"""What can be read off a picture of a page: where its colors end, whether it is empty."""

from typing import Any

from PIL import Image, ImageChops

from storefront.artwork.inspection.facts import Sides, Size

WHITE = 250  # of 255: from here on it is paper
BLACK = 5
CLOSE = 24  # of 255: how far red, green and blue of a gray are from each other at most


def seen_on(image: Any, size: Size | None) -> dict[str, Any]:
    """The fields of a `FilePage` that its picture shows; margins in inches if it has a size, else
    as a part of the picture's width and height."""
    colored = image.convert("RGB")
    darkest = ImageChops.darker(ImageChops.darker(*colored.split()[:2]), colored.split()[2])
    inked = darkest.point([255 if value < WHITE else 0 for value in range(256)])
    box = inked.getbbox()
    if box is None:
        return {"blank": True, "grays": 0.0}
    width, height = image.size
    across, down = (size.width / width, size.height / height) if size else (1 / width, 1 / height)
    margins = Sides(
        box[0] * across, box[1] * down, (width - box[2]) * across, (height - box[3]) * down
    )
    return {
        "blank": False,
        "margins": Sides(*(round(margin, 4) for margin in margins)),
        "at_edges": _at_edges(inked),
        "grays": _grays(colored),
    }


def _at_edges(inked: Any) -> Sides:
    width, height = inked.size
    strips = (
        (0, 0, 1, height), (0, 0, width, 1), (width - 1, 0, width, height),
        (0, height - 1, width, height),
    )  # fmt: skip
    return Sides(*(round(_part(inked.crop(strip)), 3) for strip in strips))


def _part(inked: Image.Image) -> float:
    """Which part of it is not 0."""
    return 1 - inked.histogram()[0] / (inked.width * inked.height)


def _grays(colored: Image.Image) -> float:
    """The part that is neither nearly black nor nearly white."""
    red, green, blue = colored.split()
    lightest = ImageChops.lighter(ImageChops.lighter(red, green), blue)
    darkest = ImageChops.darker(ImageChops.darker(red, green), blue)
    black = lightest.point([0 if value <= BLACK + CLOSE else 255 for value in range(256)])
    white = darkest.point([0 if value >= WHITE - CLOSE else 255 for value in range(256)])
    return round(_part(ImageChops.darker(black, white)), 4)
