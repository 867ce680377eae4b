"""Files as people really send them: taken for what they are, or refused in words that are true."""

import pytest

from storefront.artwork.bad_artwork import BadArtwork
from storefront.artwork.inspection.facts import Size
from storefront.artwork.inspection.inspecting import inspect
from storefront.artwork.rules.judging import judge
from storefront.artwork.rules.rulebook import RuleBook
from storefront.artwork.rules.table import BLEED, BLEED_MOST, SAFE, settings_of
from storefront.artwork.rules.wanted import Profile, Wanted
from tests.artwork import cases

CARD = Wanted(
    "fr", Profile.SHEET, Size(2, 2), oriented=True, bleed=BLEED, bleed_most=BLEED_MOST, safe=SAFE
)
BY_THE_TABLE = RuleBook("1.0", settings_of(Profile.SHEET))


@pytest.fixture
def look(tmp_path):
    def look(content):
        path = tmp_path / "file"
        path.write_bytes(content)
        return inspect(path)

    return look


@pytest.mark.parametrize("name", cases.TAKEN)
def test_is_taken_with_its_true_kind_pages_and_size(look, name):
    content, kind, pages, size = cases.TAKEN[name]
    facts = look(content)
    assert (facts.kind, facts.count, facts.size_in_words) == (kind, pages, size)


@pytest.mark.parametrize("name", cases.REFUSED)
def test_is_refused_by_name_with_the_way_out(look, name):
    content, words = cases.REFUSED[name]
    with pytest.raises(BadArtwork, match=words):
        look(content)


@pytest.mark.parametrize("name", cases.FINDINGS)
def test_is_told_in_plain_words_with_the_printers_number(look, name):
    content, rule, level, number = cases.FINDINGS[name]
    found = {finding.rule: finding for finding in judge(look(content), CARD, BY_THE_TABLE)}
    assert (found[rule].level, found[rule].number) == (level, number)
    assert found[rule].so.endswith(".")


def test_a_good_file_has_no_finding(look):
    assert judge(look(cases.pdf()), CARD, BY_THE_TABLE) == []
    assert judge(look(cases.pdf(change=cases.marks)), CARD, BY_THE_TABLE) == []


def test_a_picture_in_a_form_has_the_dpi_at_which_it_is_printed(look):
    """144 in the form, and the form at twice its size."""
    (image,) = look(cases.pdf(change=cases.image_in_forms)).pages[0].images
    assert image.dpi == pytest.approx(72)


@pytest.mark.parametrize(
    ("change", "what"),
    [
        (cases.script, "JavaScript"),
        (cases.launched, "an action that starts a program"),
        (cases.attached, "an embedded file"),
    ],
)
def test_programs_in_a_pdf_are_seen(look, change, what):
    assert look(cases.pdf(change=change)).programs == (what,)
    assert look(cases.pdf()).programs == ()
