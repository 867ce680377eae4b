"""4Over's own words and ids: groups, runsizes, colorspecs, turnarounds, stocks (API 2)."""

from functools import cache
from uuid import UUID, uuid5

NAMESPACE = UUID("0b0f2c1e-7f6e-5a55-9f0b-4f6e2d7a1c40")


@cache
def known(*parts: str) -> str:
    """An id of ours for something global, the same at every start."""
    return str(uuid5(NAMESPACE, "/".join(parts)))


def fresh(*parts: str) -> str:
    """An id of ours for something of one product; not worth remembering."""
    return str(uuid5(NAMESPACE, "/".join(parts)))


SIZE = "34f407f8-0b50-4227-9378-10fddefbe596"
STOCK = "24865ffa-793d-43ea-b3b1-d1b5cf22268d"
COATING = "26ca0df3-0682-4f37-8979-409868e2df2d"
COLORSPEC = "38d33954-5a42-4112-a905-215eb827e62c"
RUNSIZE = "87e09691-ef33-4cf4-8f17-48af06ce84f4"
TURNAROUND = "f80e8179-b264-42ce-9f80-bb258a09a1fe"

# What the system-wide list of groups says of the core ones.
CORE = {
    SIZE: ("Size", "Final width and height dimensions"),
    STOCK: ("Stock", "The substrate to be printed on"),
    COATING: ("Coating", "Coating options"),
    COLORSPEC: ("Colorspec", "Print color options"),
    RUNSIZE: ("Runsize", "The number of impressions to be printed"),
    TURNAROUND: ("Turn Around Time", "Turn Around Time"),
}

RUNSIZES = {
    100: "8a3a0fd1-38ae-49a0-8736-3fedadc3dc93",
    250: "6237a36b-b046-4ef6-8fed-6cb9c22a5ece",
    500: "f593fda3-2d5c-4b9e-9c2c-6197b899ae74",
    1000: "52e3d710-0e8f-4d4d-8560-7d4d8655be69",
    2500: "02d8d163-ee8f-41cc-acce-9863ad0deb38",
    5000: "e824bf9f-d22d-4070-926d-42c6dd5ef515",
    10000: "4c29185a-ec98-4488-8729-c2ae0e5f5fe1",
}


def runsize_uuid(copies: int) -> str:
    return RUNSIZES.get(copies) or known("runsize", str(copies))


# The long name stands in option groups, the key itself in base prices.
COLORSPECS = {
    "4/0": ("32d3c223-f82c-492b-b915-ba065a00862f", "4/0 (4 color front)"),
    "4/1": ("2fd6ad29-756c-4927-a66f-b0c0116e31f9", "4/1 (4 color front, black back)"),
    "4/4": ("13abbda7-1d64-4f25-8bb2-c179b224825d", "4/4 (4 color both sides)"),
    "5/0": ("a75ac2f1-9911-48d6-841d-245b5ac08f27", "5/0 (4/0 with Foil on Front)"),
    "5/1": ("a98d6ef3-be21-46ea-abc7-2cc0c24a1c7d", "5/1 (4/1 with Foil on Front)"),
    "5/4": ("e9e9dfb3-fba1-4d60-972c-fd9ca5904d33", "5/4 (4/4 with Foil on Front)"),
    "1/0": (known("colorspec", "1/0"), "1/0 (black front)"),
}
COLORSPEC_OF = {uuid: code for code, (uuid, _) in COLORSPECS.items()}

# code: id, what it says, most business days it takes
TURNAROUNDS = {
    "121": (known("turnaround", "121"), "Next Business Day", 1),
    "222": (known("turnaround", "222"), "2 Business Days", 2),
    "224": ("9f85d0c4-d344-4088-a719-86f8f84d504d", "2-4 Business Days", 4),
    "527": ("e04b099b-4ac3-4a35-84d0-c530df7b7aff", "5-7 Business Days", 7),
    "8210": (known("turnaround", "8210"), "8-10 Business Days", 10),
}
TURNAROUND_OF = {uuid: code for code, (uuid, *_) in TURNAROUNDS.items()}

# code: name, description, what it costs beside 14PT, pounds for 1,000 square inches
STOCKS = {
    "14PT": ("14PT C2S", "14PT Stock, coated two sides", 1.0, 0.44),
    "16PT": ("16PT C2S", "16PT Stock, coated two sides", 1.12, 0.5),
    "14PTUC": ("14PT Uncoated", "14PT Uncoated Stock", 1.05, 0.44),
    "18PT": ("18PT C1S", "18PT Stock, coated one side", 1.35, 0.56),
    "32PTUC": ("32PT Uncoated", "32PT Uncoated, triple layered", 2.4, 1.0),
    "100GLC": ("100LB Gloss Cover", "100LB Gloss Cover", 1.1, 0.39),
    "100GLB": ("100LB Gloss Book", "100LB Gloss Book", 0.95, 0.21),
    "80GLB": ("80LB Gloss Book", "80LB Gloss Book", 0.88, 0.17),
    "70UC": ("70LB Uncoated", "70LB Uncoated Text", 0.92, 0.15),
    "24LB": ("24LB White", "24LB White Wove", 0.9, 0.13),
    "13OZ": ("13oz Matte Vinyl", "13oz Matte Vinyl Banner", 1.0, 0.63),
    "8OZM": ("8oz Mesh", "8oz Mesh Banner, 70/30 Weave", 1.18, 0.39),
    "9OZF": ("9oz Fabric", "9oz Wrinkle Resistant Fabric", 1.45, 0.44),
    "4CORO": ("4mm Coroplast", "4mm Corrugated Plastic", 1.0, 0.85),
    "10CORO": ("10mm Coroplast", "10mm Corrugated Plastic", 1.9, 1.9),
    "3PVC": ("3mm PVC", "3mm Expanded PVC", 1.7, 2.3),
    "040ALU": ("040 Aluminum", ".040 Aluminum, white both sides", 2.6, 3.9),
    "CNP": ("Crack 'N' Peel", "70LB Label, Crack 'N' Peel", 1.0, 0.26),
    "WVIN": ("White Vinyl", "4mil White Vinyl", 1.5, 0.3),
    "WBOPP": ("White BOPP", "White BOPP, permanent adhesive", 1.0, 0.2),
    "CBOPP": ("Clear BOPP", "Clear BOPP, permanent adhesive", 1.15, 0.2),
    "24EF": ("24PT E-Flute", "24PT E-Flute Corrugated", 1.6, 1.2),
    "TEE": ("Cotton Tee", "100% Ring-Spun Cotton", 3.0, 0.3),
}

# code: name, description, what the raw product description says, factor
COATINGS = {
    "UV": ("UV", "UV Coating on 4-color side(s)", "UV on 4-color side(s)", 1.0),
    "UVFR": ("UVFR", "Full UV on the front only", "with Full UV on the front only", 0.98),
    "AQ": ("AQ", "Aqueous Coating", "with AQ", 1.0),
    "UC": ("UC", "No Coating", "No Coating", 0.97),
    "MATT": ("Matte", "Matte Dull Finish", "with Matte Finish", 1.02),
    "SPUV": ("Spot UV", "Spot UV", "with Spot UV", 1.0),
    "AKFO": ("Akuafoil", "Akuafoil", "with Akuafoil", 1.0),
    "GL": ("Gloss Lamination", "Gloss Lamination", "W/ Gloss Lam", 1.05),
    "": ("None", "", "", 1.0),
}

# Ids that are known of the global options for size, stock and coating.
REAL = {
    (SIZE, "4.25X5.5"): "265ef6d8-e93a-4f72-81f5-391adb603874",
    (SIZE, "1.5X3.5"): "9ab7b563-5e4d-4bc2-a5d6-32de8b9b9e06",
    (STOCK, "14PT"): "6f4fd47a-f70f-4f3d-84f8-a78ef9a62a5a",
    (STOCK, "16PT"): "cb84e4f5-cf63-4c25-b3c3-d22fc7dcf09d",
    (COATING, "UVFR"): "1e8116af-acfc-44b1-83dc-8181aa338834",
    (COATING, "SPUV"): "88542d07-0352-4839-9e2e-a2c8d1c343ef",
}


def core_option(group: str, code: str) -> str:
    """The id of a size, stock or coating."""
    return REAL.get((group, code)) or known(group, code)
