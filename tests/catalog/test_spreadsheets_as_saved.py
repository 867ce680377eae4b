"""Product spreadsheets as programs really save them: taken, or refused with the true reason."""

import io
import zipfile

import pytest

from storefront.catalog.spreadsheet import apply, plan
from storefront.catalog.spreadsheet_cells import NotACsv
from storefront.database import db
from tests.factories import a_product, a_spec


@pytest.fixture
def card(app):
    a_product(a_spec("p-other", code="OTHER-1"), title="Another")
    return a_product(a_spec("p-card", code="CARD-1"), title="As it was", sort=3, hidden=True)


def after(card, text, encoding="utf-8-sig"):
    """What the product is once such a file was applied."""
    made = plan(text.encode(encoding))
    assert made.errors == []
    apply(made)
    db.session.commit()
    return card.title, card.sort, card.hidden


@pytest.mark.parametrize("encoding", ["utf-16", "utf-8", "utf-8-sig"])
def test_unicode_text_with_tabs_is_taken(card, encoding):
    text = "uuid\tcode\ttitle\r\n\tCARD-1\tÉtiquettes 90×50\r\n"
    assert after(card, text, encoding)[0] == "Étiquettes 90×50"


def test_big_endian_is_text_as_well(card):
    made = plan(b"\xfe\xff" + "code\ttitle\nCARD-1\tOurs\n".encode("utf-16-be"))
    assert [change.after for change in made.changes] == ["Ours"]


@pytest.mark.parametrize("first", ["sep=;", "SEP=;", '"sep=;"'])
def test_the_line_that_names_the_separator_is_no_line_of_products(card, first):
    made = plan(f"{first}\r\ncode;title\r\nCARD-1;Hinted, with a comma\r\nNOBODY;x\r\n".encode())
    assert [(c.line, c.after) for c in made.changes] == [(3, "Hinted, with a comma")]
    assert [line for line, _ in made.errors] == [4]


@pytest.mark.parametrize("name", ["products.xlsx", "xl/workbook.xml"])
def test_a_workbook_is_refused_as_one_with_the_way_out(card, name):
    with io.BytesIO() as file:
        with zipfile.ZipFile(file, "w") as book:
            book.writestr(name, "code,title")
        data = file.getvalue()
    with pytest.raises(NotACsv, match=r"workbook .* save it as “CSV UTF-8”"):
        plan(data)


@pytest.mark.parametrize("data", ["code,title".encode("utf-16-le"), b"\xff\xfec", b"\0\1\2"])
def test_what_is_no_text_is_refused_as_that(card, data):
    with pytest.raises(NotACsv, match="This is not a text file"):
        plan(data)


def test_empty_columns_at_the_right_are_nothing(card):
    assert after(card, "code,title,,\r\nCARD-1,Trailing,,\r\n")[0] == "Trailing"


def test_but_a_column_without_a_name_is_told_of(card):
    made = plan(b"code,title,\nCARD-1,Ours,lost\n")
    assert made.errors == [(2, "It has 3 cells; the first line has 2.")]
    with pytest.raises(NotACsv, match="Column 2 has no name"):
        plan(b"code,,title\nCARD-1,,Ours\n")


def test_a_line_that_is_cut_short_is_not_guessed_at(card):
    made = plan(b"code,title,description\nCARD-1,Ours\n")
    assert made.errors == [(2, "It has 2 cells; the first line has 3.")]


def test_an_empty_place_or_hidden_leaves_it_as_it_is(card):
    assert after(card, "code,title,hidden,sort\nCARD-1,New,,\n") == ("New", 3, True)


def test_an_empty_title_is_a_change_all_the_same(card):
    """The control: nothing is a title that can be meant."""
    assert after(card, "code,title,hidden,sort\nCARD-1,,,\n") == ("", 3, True)


@pytest.mark.parametrize(("cell", "place"), [("10.0", 10), ("-3.00", -3), ("7", 7)])
def test_a_whole_number_may_be_written_with_a_point(card, cell, place):
    assert after(card, f"code,sort,hidden\nCARD-1,{cell},FALSE\n")[1:] == (place, False)


@pytest.mark.parametrize("cell", ["10.5", "nan", "inf", "1e9", "ten", "10.000.000"])
def test_what_is_no_whole_number_is_said(card, cell):
    ((line, fault),) = plan(f"code,sort\nCARD-1,{cell}\n".encode()).errors
    assert line == 2
    assert f"“{cell}”" in fault


@pytest.mark.parametrize(
    ("cell", "title"),
    [
        ("'90s retro cards", "'90s retro cards"),
        ("- sale - cards", "- sale - cards"),
        ("'- sale - cards", "- sale - cards"),  # as it goes out
        ("''90s", "'90s"),
    ],
)
def test_the_dry_run_shows_the_title_and_not_its_escape(card, cell, title):
    (change,) = plan(f"code,title\nCARD-1,{cell}\n".encode()).changes
    assert (change.before, change.after) == ("As it was", title)
    assert after(card, f"code,title\nCARD-1,{cell}\n")[0] == title
    (back,) = plan(b"code,title\nCARD-1,Plain\n").changes
    assert back.before == title
