"""A file as a page shows it."""

from dataclasses import dataclass

from storefront.artwork.models import ArtworkFile
from storefront.storage.incoming import MIB

PREVIEWED = ("png", "jpg")  # what browsers show
LARGEST_PREVIEW = 8 * MIB


@dataclass(frozen=True)
class ShownFile:
    name: str
    size_text: str
    url: str
    previewed: bool


def shown(stored: ArtworkFile, url: str) -> ShownFile:
    """Its facts, and the URL where this customer finds it."""
    facts = [
        _size_in_words(stored.size),
        stored.facts.size_in_words,
        f"{stored.facts.count} pages" * (stored.facts.count > 1),
    ]
    return ShownFile(
        name=stored.original_name,
        size_text=", ".join(filter(None, facts)),
        url=url,
        previewed=stored.extension in PREVIEWED and stored.size <= LARGEST_PREVIEW,
    )


def _size_in_words(size: int) -> str:
    return f"{size / MIB:.1f} MB" if size >= MIB else f"{max(1, size // 1024)} KB"
