"""The option groups beside size, stock, coating, colorspec, runsize and turnaround."""

from dataclasses import dataclass

from storefront.sandbox.catalog.fees import Fee, each, flat, nothing, share, sparse, tiers, zero
from storefront.sandbox.catalog.words import known


@dataclass(frozen=True)
class Offer:
    """One option of a group. `needs` is the file reason it asks for, or "" (API 9.2)."""

    name: str
    fee: Fee = zero
    description: str | None = None
    needs: str = ""


@dataclass(frozen=True)
class Finishing:
    """A group as products offer it. Descriptive ones only say what the product is (API 3.3)."""

    uuid: str
    name: str
    offers: tuple[Offer, ...]
    least: int = 0
    most: int = 1
    descriptive: bool = False
    feed_name: str | None = None


def _group(name: str, *offers: Offer, uuid: str = "", least: int = 0, most: int = 1) -> Finishing:
    return Finishing(uuid or known("group", name), name, offers, least, most)


def _about(name: str, *options: str, uuid: str = "") -> Finishing:
    offers = tuple(Offer(option, nothing) for option in options)
    return Finishing(uuid or known("group", name), name, offers, 1, 1, descriptive=True)


FINISHING = {
    "corners": _group(
        "Round Corners",
        Offer('4 Round Corners 1/4" Radius', tiers(14.0)),
        Offer('4 Round Corners 1/8" Radius', tiers(14.0)),
    ),
    "scoring": _group(
        "Scoring",
        Offer("Score in Half", tiers(18.0), "One score, centered"),
        Offer("Score Off-Center", tiers(21.5), ""),
    ),
    "folding": Finishing(
        "d365deb4-604c-4922-98dd-4956681db3fa",
        "Folding Options",
        (
            Offer("No Folding"),
            Offer("Half Fold", tiers(19.5), "Folded in half, one fold"),
            Offer("Tri-Fold", tiers(24.0), "Letter fold, two folds"),
            Offer("Z-Fold", tiers(24.0), "Accordion fold, two folds"),
            Offer("Gate Fold", tiers(38.25)),
        ),
        least=1,
        feed_name="Folding",
    ),
    "drilling": _group(
        "Hole Drilling",
        Offer('1 Hole 1/4"', each("8.00", "4.50", 1000), "Drilled near the top edge"),
        Offer('3 Holes 5/16"', each("12.00", "7.25", 1000), "For ring binders"),
    ),
    "bundling": _group(
        "Bundling",
        Offer("Yes Bundles of 50", tiers(23.92, 0.35)),
        Offer("Yes Bundles of 100", tiers(19.5, 0.35)),
        uuid="254afeea-1fd1-4efb-b5fb-c9c3bf4c13d2",
    ),
    "proof": _group(
        "Additional Options",
        Offer("PDF Proofs (per set)", flat("5"), "PDF Proof"),
        Offer("Sample of Completed job (per set)", flat("9.99"), "Completed Samples"),
        uuid="ed16daf6-77e4-4133-8d65-3947d5d19f52",
        least=1,
    ),
    "grommets": _group(
        "Grommets",
        Offer("4 Corners", each("0.56", "0.80")),
        Offer("Every 2 Feet", each("0.56", "2.40"), "One grommet every 24 inches"),
        Offer("No Grommets"),
    ),
    "pockets": _group(
        "Pole Pockets",
        Offer('Top and Bottom 3"', each("0", "6.75")),
        Offer('Top Only 3"', each("0", "3.90")),
    ),
    "hemming": _group("Hemming", Offer("Heat Welded Hem"), Offer("No Hem"), least=1),
    "stakes": _group(
        "H-Stakes",
        Offer('10" x 30" Standard', each("0", "1.385"), "Wire stake, 9 gauge"),
        Offer('10" x 30" Heavy Duty', each("0", "2.62")),
    ),
    "pages": _group(
        "Page Count",
        Offer("8 Pages", needs="multipagepdf", description="Self cover, 8 pages"),
        Offer("12 Pages", tiers(118.0, 0.6), needs="multipagepdf"),
        Offer("16 Pages", tiers(214.0, 0.6), needs="multipagepdf"),
        Offer("24 Pages", tiers(391.375, 0.6), needs="multipagepdf"),
        least=1,
    ),
    "months": _group(
        "Calendar Binding",
        Offer("Saddle Stitched", needs="multipagepdf"),
        Offer("Wire-O Bound", tiers(212.5, 0.7), needs="multipagepdf"),
        least=1,
    ),
    "spotsides": _group(
        "Spot UV Sides",
        Offer("Spot UV Front", sparse, "Spot UV front only", "fm"),
        uuid="86c459f5-b6fc-4125-8b79-4d5ef12a2a13",
        least=1,
    ),
    "spotback": _group(
        "Spot UV Sides",
        Offer("Spot UV Back", sparse, "Spot UV back only, Full UV on the front", "bm"),
        uuid="86c459f5-b6fc-4125-8b79-4d5ef12a2a13",
        least=1,
    ),
    "foilcolor": _group("Foil Color", Offer("Silver", needs="ffm"), least=1),
    "diecut": _group("Die Cutting", Offer("Custom Die Cut", needs="cm"), least=1),
    "unwind": _group(
        "Unwind Direction",
        *(Offer(f"Position {n}", description=f"Copy position {n}") for n in (1, 2, 3, 4)),
        least=1,
    ),
    "perroll": _group("Labels Per Roll", Offer("500 per roll"), Offer("1000 per roll", flat("12"))),
    "slits": _group(
        "Business Card Slits",
        Offer("Left Pocket", flat("8.5")),
        Offer("Right Pocket", flat("8.5")),
        most=2,
    ),
    "envelopes": _group(
        "Blank Envelopes",
        Offer("No Blank Envelopes", sparse),
        Offer("Yes 500 Envelopes A2", flat("17.5"), "Yes, 500 Envelopes, A2"),
        Offer("Yes 1000 Envelopes A2", flat("33"), "Yes, 1000 Envelopes, A2"),
        uuid="c3860a15-f892-4326-a9b2-f3cf874c50d4",
        least=1,
    ),
    "window": _group("Envelope Window", Offer("No Window"), Offer("Left Window", tiers(9.75))),
    "tape": _group("Peel and Seal", Offer("Peel and Seal Strip", tiers(46.0, 0.8))),
    "inside": _group("Inside Printing", Offer("Inside and Outside", tiers(88.0, 0.8), needs="in")),
    "bags": _group("Polybags", Offer("One per Bag", each("0", "0.3125"))),
    # The next three are on a few products only: rows that cannot simply be added up, or none.
    "critical": _group("Color Critical", Offer("Color Critical Printing", share("0.07"))),
    "wrapping": _group("Shrink Wrapping", Offer("Shrink Wrap in 100s", flat("4.5", times=2))),
    "empty": _group("Holiday Packaging"),
    "type": _about("Product Type", "Standard", uuid="b6f8d6b4-9909-4cd7-bbc0-b65b6e6460eb"),
    "majestic": _about("Majestic Type", "Akuafoil", uuid="d10848ac-8885-441a-a835-3c38050ff964"),
    "orientation": _about(
        "Product Orientation",
        "Horizontal",
        "Vertical",
        uuid="88c28e92-7c8c-4c05-9908-dcd495e0957a",
    ),
    "shape": _about("Shape", "Rectangle", uuid="5fffd29b-af78-41af-a216-7cdaf8d55177"),
}

PRODUCT_CATEGORY = "b19d4ac3-2d48-40c0-9729-e35af6846271"
CATEGORY = known("group", "Category")


def described(family: str, category: str) -> tuple[Finishing, Finishing]:
    """The two groups that only say again which family and category a product is of."""
    return (
        _about("Product Category", family, uuid=PRODUCT_CATEGORY),
        _about("Category", category, uuid=CATEGORY),
    )
