"""A button that mends a file is offered only where what it makes passes the rule that it is for."""

import io
from dataclasses import replace

import pikepdf
import pytest
from PIL import Image

from storefront.artwork.inspection.facts import Size
from storefront.artwork.inspection.inspecting import inspect, run_opener
from storefront.artwork.mending import works
from storefront.artwork.rules.findings import Mending
from storefront.artwork.rules.judging import judge
from storefront.artwork.rules.rulebook import RuleBook
from storefront.artwork.rules.table import BLEED, BLEED_MOST, SAFE, settings_of
from storefront.artwork.rules.wanted import Profile, Wanted

CARD = Wanted(
    "fr", Profile.SHEET, Size(3.5, 2), oriented=True, bleed=BLEED, bleed_most=BLEED_MOST,
    safe=SAFE, slots=frozenset({"fr", "bk"}),
)  # fmt: skip
EITHER_WAY = replace(CARD, oriented=False)
SQUARE = replace(CARD, size=Size(2, 2))
BOOKLET = replace(CARD, code="multipagepdf", profile=Profile.BOOKLET, pages=None)
ANY_SIZE = Wanted("fr", Profile.OTHER)
SIGN = Wanted("fr", Profile.LARGE, Size(96, 48), oriented=True, bleed_most=BLEED_MOST)
BANNER = replace(SIGN, size=Size(288, 96))
FULL, TRIM = (3.625, 2.125), (3.5, 2)


def pdf(*sizes, white=0.0):
    """Pages in inches, each full of color but for so much at its edges."""
    document = pikepdf.new()
    for width, height in sizes:
        w, h, at = width * 72, height * 72, white * 72
        document.add_blank_page(page_size=(w, h))
        paint = f"0 0 0 1 k {at} {at} {w - 2 * at} {h - 2 * at} re f"
        document.pages[-1].contents_add(paint.encode())
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


def image(*sizes, white=0):
    """Pictures in pixels, each full of color but for so many at its edges."""
    made = []
    for width, height in sizes:
        made.append(Image.new("CMYK", (width, height)))
        made[-1].paste((0, 0, 0, 255), (white, white, width - white, height - white))
    file = io.BytesIO()
    made[0].save(file, "TIFF", save_all=True, append_images=made[1:], compression="tiff_lzw")
    return file.getvalue()


def back(wanted):
    return replace(wanted, code="bk")


CASES = {  # the file, what is wanted, the front beside it, and what is offered for which rule
    "two pages": (pdf(FULL, FULL), CARD, None, "pages: split choose"),
    "two pages for the outside": (
        pdf(FULL, FULL), replace(CARD, code="out", slots=frozenset({"out", "in"})), None,
        "pages: split choose",
    ),
    "two pages for the back": (pdf(FULL, FULL), back(CARD), None, "pages: choose"),
    "three pages": (pdf(FULL, FULL, FULL), CARD, None, "pages: choose"),
    "a booklet of too many pages": (
        pdf(*[FULL] * 8), replace(BOOKLET, pages=4), None, "pages:",
    ),
    "a smaller one": (pdf((1.75, 1)), CARD, None, "fit: fit, bleed: fit"),
    "a smaller one on its side": (pdf((1, 1.75)), CARD, None, "fit: fit, bleed: fit, turned: turn"),
    "a larger one": (pdf((4, 2.5)), CARD, None, "fit: crop"),
    "another size": (pdf((11, 8.5)), CARD, None, "size:"),
    "on its side": (pdf((2.125, 3.625)), CARD, None, "turned: turn"),
    "on its side, either way round": (pdf((2.125, 3.625)), EITHER_WAY, None, ""),
    "without a bleed": (pdf(TRIM), CARD, None, "bleed: fit"),
    "color that ends at the cut, before white": (
        pdf((3.56, 2.06), white=0.03), CARD, None, "bleed:",
    ),
    "a larger one, white around the cut": (
        pdf((4, 2.5), white=0.25), CARD, None, "bleed:, fit: crop",
    ),
    "a picture without a bleed": (
        image((3600, 2400)), replace(CARD, size=Size(12, 8)), None, "bleed: fit",
    ),
    "pages of a booklet that are all too small": (pdf((1.75, 1), (1.75, 1)), BOOKLET, None,
                                                 "pages:, fit: fit, bleed: fit"),
    "one page too small, one too large": (pdf((1.75, 1), (4, 2.5)), BOOKLET, None,
                                          "pages:, fit:, bleed:"),
    "one page too small, one another size": (pdf((1.75, 1), (8, 8)), BOOKLET, None,
                                             "pages:, size:, fit:, bleed:"),
    "one page too small, one with more bleed": (pdf((1.75, 1), (3.75, 2.25)), BOOKLET, None,
                                                "pages:, fit:, bleed:"),
    "one page on its side": (pdf((2.125, 3.625), FULL), BOOKLET, None, "pages:, turned:"),
    "pictures of which only the first would stay": (
        image((1200, 2000), (1200, 2000)), BOOKLET, None, "pages:, turned:",
    ),
    "a back turned against its front": (
        pdf((2.125, 3.625)), back(EITHER_WAY), pdf(FULL), "sides differ: turn",
    ),
    "a back that is right, beside a front on its side": (
        pdf(FULL), back(CARD), pdf((2.125, 3.625)), "sides differ:",
    ),
    "a back of a size that is wrong either way": (
        pdf((5, 8)), back(EITHER_WAY), pdf(FULL), "size:, sides differ:",
    ),
    "a back beside a front of another size": (
        pdf(FULL), back(EITHER_WAY), pdf((5, 8)), "sides differ:",
    ),
    "squares that are not quite square": (
        pdf((2.124, 2.126)), back(SQUARE), pdf((2.126, 2.124)), "",
    ),
    "sides of any size": (pdf((5, 8)), back(ANY_SIZE), pdf((8, 5)), "sides differ: turn"),
    "a sign at a tenth": (pdf((9.6, 4.8)), SIGN, None, "fit: fit"),
    "a banner for which no PDF is large enough": (pdf((28.8, 9.6)), BANNER, None, "fit:"),
}  # fmt: skip


@pytest.fixture
def look(tmp_path):
    def look(content):
        (tmp_path / "file").write_bytes(content)
        return inspect(tmp_path / "file")

    return look


@pytest.fixture
def case(look, request):
    """The facts of a file, what is wanted of it, and the rules."""
    content, wanted, front, _ = CASES[request.param]
    if front:
        wanted = replace(wanted, beside={"fr": look(front)})
    return look(content), wanted, RuleBook("1.0", settings_of(wanted.profile))


def found(facts, wanted, rules):
    return {finding.rule: finding for finding in judge(facts, wanted, rules)}


def offered(findings):
    ours = ("pages", "size", "fit", "turned", "bleed", "sides differ")
    said = ((rule, findings[rule].mendings) for rule in ours if rule in findings)
    return {f"{rule}: {' '.join(some)}".strip() for rule, some in said}


@pytest.mark.parametrize(("case", "name"), [(name, name) for name in CASES], indirect=["case"])
def test_what_is_offered_passes_the_rule_that_it_is_offered_for(case, name, tmp_path):
    facts, wanted, rules = case
    findings = found(*case)
    assert offered(findings) == {one.strip() for one in CASES[name][3].split(",")} - {""}
    for rule, finding in findings.items():
        for how in finding.mendings:
            for work in works(wanted, how):
                made = made_of(tmp_path, facts, work)
                assert rule not in found(made, wanted, rules), (rule, how)


@pytest.mark.parametrize(
    ("case", "how", "rule"),
    [
        ("a back that is right, beside a front on its side", Mending.TURN, "turned"),
        ("a back of a size that is wrong either way", Mending.TURN, "size"),
        ("color that ends at the cut, before white", Mending.FIT, "bleed"),
        ("one page on its side", Mending.TURN, "turned"),
        ("a booklet of too many pages", Mending.CHOOSE, "pages"),
    ],
    indirect=["case"],
)
def test_what_is_not_offered_would_not_help(case, how, rule, tmp_path):
    """The control."""
    facts, wanted, rules = case
    (work,) = works(wanted, how)
    assert rule in found(made_of(tmp_path, facts, work), wanted, rules)


def made_of(folder, facts, work):
    made = folder / "made"
    made.touch()
    return run_opener(facts.kind, folder / "file", made, *work)
