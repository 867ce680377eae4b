"""The same shop at 4Over's real width: 75 categories, some with hundreds of products (API 20)."""

from itertools import islice, product

from storefront.sandbox.catalog.families import DEMO, Category, Family, family

# The first three are the largest of a live account; the others fall off gently from there.
LARGEST = {"Custom Boxes": 0.0833, "Rigid Signs": 0.063, "Outdoor Banners": 0.055}

# category name, letters, line
MORE = """
Custom Boxes|BX|box;Rigid Signs|RS|sign;Table Tents|TT|sheet;Rack Cards|RC|card;
Greeting Cards|GC|card;Bookmarks|BM|card;Hang Tags|HT|card;Event Tickets|ET|card;
Trading Cards|TC|card;Announcement Cards|ANC|card;Notepads|NP|sheet;Letterheads|LH|sheet;
NCR Forms|NCR|flyer;Posters|PO|flyer;Large Posters|LP|banner;Window Clings|WC|sticker;
Wall Graphics|WG|banner;Floor Graphics|FG|banner;Car Magnets|CM|sign;Magnets|MG|card;
Table Covers|TBL|banner;Retractable Banners|RB|banner;X-Stand Banners|XB|banner;
Step and Repeat|SR|banner;Feather Flags|FF|banner;Teardrop Flags|TF|banner;
Pole Banners|PB|banner;Canopy Tents|CT|banner;Sidewalk Signs|SS|sign;Foam Boards|FB|sign;
Gator Boards|GB|sign;Acrylic Signs|AS|sign;Aluminum Signs|AL|sign;Real Estate Signs|RE|sign;
Lawn Letters|LL|sign;Canvas Prints|CV|banner;Menus|MN|sheet;Sell Sheets|SL|flyer;
Catalogs|CTG|booklet;Magazines|MAG|booklet;Newsletters|NL|booklet;Programs|PG|booklet;
Raised Foil|RF|foil;Raised Spot UV|RSU|spot;Foil Worx|FW|foil;Silk Cards|SK|card;
Suede Cards|SU|card;Plastic Cards|PL|card;Natural Cards|NC|card;Kraft Cards|KC|card;
Linen Cards|LC|card;Pearl Cards|PR|card;Mailer Boxes|MB|box;Product Boxes|PX|box;
Sleeves|SV|box;Header Cards|HC|diecut;Bottle Neckers|BN|diecut;Coasters|CO|diecut;
Sheet Labels|SHL|sticker;Bumper Stickers|BS|sticker;T-Shirts|TS|wear;Tote Bags|TO|wear
"""

STOCKS = {
    "card": ("14PT/UV", "16PT/AQ", "16PT/MATT", "18PT/UVFR", "14PTUC/UC", "14PT/AQ"),
    "sheet": ("100GLB/AQ", "80GLB/UC", "100GLC/UV", "70UC/UC"),
    "flyer": ("100GLB/AQ", "80GLB/UC", "100GLC/UV", "70UC/UC"),
    "booklet": ("100GLB/AQ", "80GLB/AQ", "100GLC/UV", "70UC/UC"),
    "banner": ("13OZ/", "8OZM/", "9OZF/"),
    "sign": ("4CORO/", "10CORO/", "3PVC/", "040ALU/"),
    "sticker": ("CNP/UV", "WVIN/GL"),
    "diecut": ("WVIN/GL", "14PT/UV", "16PT/AQ"),
    "foil": ("16PT/AKFO", "14PT/AKFO"),
    "spot": ("16PT/SPUV", "14PT/SPUV"),
    "box": ("24EF/UC", "18PT/UV", "18PT/MATT"),
    "wear": ("TEE/",),
}
INCHES = {"banner": range(24, 132, 6), "sign": range(6, 60, 3), "wear": range(10, 18)}


def _sizes(line: str) -> str:
    sides = INCHES.get(line) or [n / 2 for n in range(3, 35)]
    if line == "box":
        cubes = product(range(2, 13), range(2, 13), range(1, 7))
        return " ".join(f"{w}X{h}X{d}" for w, h, d in cubes if w <= h)
    return " ".join(f"{w:g}X{h:g}" for w, h in product(sides, sides) if w <= h)


def _family(name: str, letters: str, line: str) -> Family:
    return family(name, letters, line, _sizes(line), *STOCKS[line])


def categories() -> tuple[Category, ...]:
    """The 14 of the small catalog, deepened, and 61 more."""
    rows = [row.strip().split("|") for row in MORE.replace("\n", "").split(";")]
    more = [Category("", name, name, (_family(name, code, line),)) for name, code, line in rows]
    deeper = [
        Category(known.uuid, known.name, known.description, (*known.families, _more_of(known)))
        for known in DEMO
    ]
    return tuple(islice([*deeper, *more], 75))


def _more_of(category: Category) -> Family:
    first = category.families[0]
    line = first.line if first.line in STOCKS else "card"
    return _family(first.name, first.letters + "X", line)


def shares(names: list[str]) -> dict[str, float]:
    """Which part of all products each category holds."""
    others = [name for name in names if name not in LARGEST]
    weights = {name: 2.0 - 1.8 * place / len(others) for place, name in enumerate(others)}
    left, whole = 1 - sum(LARGEST.values()), sum(weights.values())
    return {**LARGEST, **{name: left * weight / whole for name, weight in weights.items()}}
