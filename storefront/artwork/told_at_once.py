"""What a page can say of a file as soon as it is chosen, before any of it is sent: the words that
it would be refused with."""

from typing import Any

from storefront.artwork import words
from storefront.artwork.inspection.kinds import ENDINGS, HEAD, marks
from storefront.config import config
from storefront.storage.incoming import MIB

TAKEN = ("pdf", "tif", "tiff", "png", "jpg", "jpeg")  # endings; what is not in it is seen later


def told_at_once() -> dict[str, Any]:
    """For the script of the pages that take files. A file that begins with one of the `marks` is
    taken, whatever its name is."""
    limit = config().artwork_max_mb
    return {
        "endings": dict.fromkeys(TAKEN, "") | {e: words.OTHER_KINDS[k] for e, k in ENDINGS.items()},
        "otherwise": words.OF_ANOTHER_KIND,
        "marks": marks(),
        "head": HEAD,
        "empty": words.EMPTY,
        "most": limit * MIB,
        "larger": words.too_large(limit),
    }
