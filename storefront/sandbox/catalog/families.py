"""What is on offer: 14 categories and about 120 products, each one size, stock and coating."""

from dataclasses import dataclass

Made = tuple[str, str]  # stock, coating


@dataclass(frozen=True)
class Family:
    """Products alike but for size, stock and coating."""

    name: str
    letters: str  # what stands for it in product codes
    line: str
    sizes: tuple[str, ...]
    made: tuple[Made, ...]


@dataclass(frozen=True)
class Category:
    uuid: str
    name: str
    description: str
    families: tuple[Family, ...]


def _made(*pairs: str) -> tuple[Made, ...]:
    """Pairs of stock and coating, written 14PT/UV."""
    return tuple((stock, coating) for stock, coating in (pair.split("/") for pair in pairs))


def family(name: str, letters: str, line: str, sizes: str, *made: str) -> Family:
    return Family(name, letters, line, tuple(sizes.split()), _made(*made))


DEMO = (
    Category(
        "08a9625a-4152-40cf-9007-b2bbb349efec",
        "Business Cards",
        "Business Cards",
        (
            family(
                "Business Cards",
                "BC",
                "card",
                "2X3.5 2X2 1.75X3.5",
                *("14PT/UV", "14PT/AQ", "16PT/MATT", "14PTUC/UC"),
            ),
            family("Business Cards", "BC", "card", "1.5X3.5", "14PT/UV", "14PT/AQ", "14PT/UVFR"),
            family("Painted Edge Business Cards", "PEBC", "card", "2X3.5", "32PTUC/UC"),
        ),
    ),
    Category(
        "6f4148e7-3842-4d8b-99f8-6d31c2f71883",
        "Postcards",
        "Postcards",
        (family("Postcards", "PC", "card", "4X6 5X7 6X9 6X11", "14PT/UV", "16PT/AQ", "16PT/MATT"),),
    ),
    Category(
        "4edd37b2-c6d5-4938-b6c7-35e09cd7bf76",
        "Flyers and Brochures",
        "Flyers and Brochures",
        (
            family("Flyers", "FLY", "flyer", "4.25X11 5.5X8.5 8.5X11", "100GLB/AQ", "80GLB/UC"),
            family("Brochures", "BRO", "sheet", "8.5X11 8.5X14 11X17", "100GLB/AQ", "100GLC/UV"),
        ),
    ),
    Category(
        "5cacc269-e6a8-472d-91d6-792c4584cae8",
        "Door Hangers",
        "Door Hangers",
        (
            family(
                "Door Hangers", "DH", "hanger", "3.5X8.5 4.25X11 4.25X14", "14PT/UV", "100GLC/AQ"
            ),
        ),
    ),
    Category(
        "8b570b5b-3ea9-4ea7-b869-dab31bb644d8",
        "Booklets",
        "Booklets",
        (
            family("Booklets", "BKL", "booklet", "5.5X8.5 8.5X11", "100GLB/AQ", "80GLB/AQ"),
            family("Catalogs", "CAT", "booklet", "6X9 8.5X11", "100GLB/UV", "70UC/UC"),
        ),
    ),
    Category(
        "",
        "Outdoor Banners",
        "Outdoor Banners",
        (
            family("Outdoor Banners", "BAN", "banner", "24X48 36X72 36X96 48X96 48X120", "13OZ/"),
            family("Outdoor Banners", "MBAN", "banner", "36X72 48X96 60X120", "8OZM/"),
            family("Outdoor Banners", "FBAN", "banner", "36X72 48X96", "9OZF/"),
        ),
    ),
    Category(
        "9c475aac-62ea-4538-96e2-ab7e2ccb0a45",
        "Signs",
        "Signs",
        (
            family("Yard Signs", "YARD", "sign", "12X18 18X24 24X24", "4CORO/", "10CORO/"),
            family("Rigid Signs", "RIGID", "sign", "12X18 18X24", "3PVC/", "040ALU/"),
        ),
    ),
    Category(
        "",
        "Stickers",
        "Stickers",
        (
            family("Stickers", "ST", "sticker", "2X2 3X3 4X4 2X3.5 3X5 5.5X8.5", "CNP/UV"),
            family("Die Cut Stickers", "DCST", "diecut", "2X2 3X3 4X4 5X5", "WVIN/GL"),
        ),
    ),
    Category(
        "a2b13bce-0643-41ce-9a03-e21f9a92d7d4",
        "Roll Labels",
        "",
        (family("Roll Labels", "RL", "roll", "2X2 2X3 3X3 2X4", "WBOPP/GL", "CBOPP/GL"),),
    ),
    Category(
        "c5e697c7-0abd-4ca4-8ca4-44ac9872b569",
        "Akuafoil",
        "Akuafoil",
        (
            family("Business Cards", "BC", "foil", "2X3.5 2X2", "16PT/AKFO"),
            family("Postcards", "PC", "foil", "4X6 5X7", "16PT/AKFO"),
            family("Announcement Cards", "AC", "foilback", "4.25X5.5 5X7", "16PT/AKFO"),
        ),
    ),
    Category(
        "",
        "Spot UV",
        "Spot UV",
        (
            family("Business Cards", "BC", "spot", "2X3.5 2X2 1.75X3.5", "16PT/SPUV"),
            family("Postcards", "PC", "spot", "4X6 5X7 5.5X8.5", "16PT/SPUV"),
        ),
    ),
    Category(
        "",
        "Envelopes",
        "Envelopes",
        (
            family("Envelopes", "ENV", "envelope", "4.125X9.5 4.375X5.75 5.25X7.25", "24LB/"),
            family("Envelopes", "ENV", "envelope", "4.125X9.5 6X9 9X12", "70UC/UC"),
        ),
    ),
    Category(
        "",
        "Presentation Folders",
        "Presentation Folders",
        (
            family("Presentation Folders", "PF", "folder", "9X12 6X9", "14PT/UV", "16PT/MATT"),
            family("Legal Presentation Folders", "LPF", "folder", "9X14.5", "14PT/AQ"),
        ),
    ),
    Category(
        "",
        "Calendars",
        "Calendars",
        (
            family("Wall Calendars", "CAL", "calendar", "8.5X11 11X17 12X12", "100GLB/AQ"),
            family("Desk Calendars", "DCAL", "calendar", "4X6 5.5X8.5", "14PT/UV"),
        ),
    ),
)
