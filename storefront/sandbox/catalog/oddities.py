"""The dirty cases of a real catalog, and which products have them (API 3.2, 3.3, 4, 21)."""

from storefront.sandbox.catalog.listing import Listing

# In the small catalog each case has its product; in a wide one a few of every hundred have some.
ODD = {
    "16PT-ACAKFO-4.25X5.5": "idle colorspec",
    "70UC-CATUC-8.5X11": "no base prices",
    "9OZF-FBAN-48X96": "no turnarounds",
    "16PT-PCMATT-6X11": "critical",
    "16PT-PCAQ-6X9": "wrapping",
    "14PT-PCUV-6X9": "empty",
    "14PT-BCUV-2X2": "repeated group",
    "16PT-BCAKFO-2X2": "repeated group",
    "14PT-BCAQ-1.5X3.5": "other core names",
    "100GLC-BROUV-11X17": "html",
    "16PT-PCAQ-6X11": "no free turnaround",
    "14PT-PCUV-6X11": "many turnarounds",
}
TWICE = {"16PT-PCAKFO-5X7": "Postcards", "16PT-PCSPUV-4X6": "Postcards"}  # in two categories
RARE = (
    "idle colorspec",
    "no base prices",
    "no turnarounds",
    "critical",
    "wrapping",
    "other core names",
    "no free turnaround",
    "many turnarounds",
)
COMMON = ("repeated group", "empty")


def oddities(listing: Listing) -> frozenset[str]:
    """What is odd about a product, in the words above."""
    if listing.code in ODD:
        return frozenset({ODD[listing.code]})
    odd = {COMMON[listing.luck % 23]} if listing.luck % 23 < len(COMMON) else set()
    if _is_wide(listing) and listing.luck % 307 < len(RARE):
        odd.add(RARE[listing.luck % 307])
    return frozenset(odd)


def _is_wide(listing: Listing) -> bool:
    """Only made for the wide catalog."""
    return len(listing.family.sizes) > 12
