"""Products out to CSV and in again: nothing is lost, nothing is a formula, faults have a line."""

import csv
import io

import pytest
from sqlalchemy import insert, select

from storefront.catalog.images import key_of
from storefront.catalog.merchandising import changed_by_fourover
from storefront.catalog.models import Product, ProductGroup
from storefront.catalog.spreadsheet import apply, csv_of, plan
from storefront.catalog.spreadsheet_cells import NotACsv, read
from storefront.csv_file import written
from storefront.database import db
from storefront.partner.models import Environment
from storefront.storage.opening import store
from tests.factories import a_product, a_spec
from tests.neighbors import mine


def rows_of(text):
    return list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"), newline="")))


def out():
    return csv_of(select(Product).where(Product.id.in_(mine(Product.id))))


def lines(*rows, header="code,title"):
    return "\n".join([header, *rows]).encode()


@pytest.fixture
def card(app):
    return a_product(a_spec("p-card", code="CARD-1"))


def test_what_goes_out_comes_in_and_changes_nothing(card):
    card.title, card.description, card.sort, card.hidden = "=1+1", "two\nlines; “quoted”", -3, True
    card.group = ProductGroup(name="Cards")
    a_product(title="'90s cards")
    db.session.commit()

    made = plan(out().encode())

    assert (made.lines, made.changes, made.errors) == (2, [], [])


@pytest.mark.parametrize(
    "text", ["=cmd|' /C calc'!A0", "+1", "-1+1", "@SUM(A1)", "'=1", "''", "plain", "", "'90s"]
)
def test_no_text_is_a_formula_and_each_is_read_as_it_was_written(text):
    assert written(text)[:1] not in set("=+-@")
    assert read(written(text)) == text


def test_a_title_that_would_be_a_formula_is_a_formula_without_the_apostrophe():
    """The control of the above: the danger is there."""
    assert "=1+1"[:1] in set("=+-@")


def test_the_file_says_whose_product_it_is(card):
    (row,) = rows_of(out())

    assert (row["code"], row["partner_name"]) == ("CARD-1", "2 X 3.5 14PT Business Cards")


def test_a_plan_says_what_changes_and_writes_nothing(card):
    made = plan(lines("card-1,Our cards"))

    assert [(c.line, c.column, c.before, c.after) for c in made.changes] == [
        (2, "title", "", "Our cards")
    ]
    db.session.expire_all()
    assert card.title == ""


def test_applying_it_writes_ours_and_leaves_theirs(card):
    db.session.add(ProductGroup(name="Cards"))
    db.session.commit()
    name, hash_ = card.partner_name, card.spec_hash
    header = "uuid,title,description,group,sort,hidden"

    apply(plan(lines("p-card,Ours,**Text**,cards,5,yes", header=header)))
    db.session.commit()

    assert (card.title, card.description, card.sort, card.hidden) == ("Ours", "**Text**", 5, True)
    assert card.group.name == "Cards"
    assert (card.partner_name, card.spec_hash) == (name, hash_)


def test_what_fourover_said_is_remembered_with_the_words(card):
    apply(plan(lines("CARD-1,Ours")))
    db.session.commit()
    assert changed_by_fourover(card) == []

    card.partner_name = "Something else"

    assert changed_by_fourover(card) == [("Name", "2 X 3.5 14PT Business Cards", "Something else")]


def test_a_column_that_is_not_there_changes_nothing(card):
    card.description = "stays"
    db.session.commit()

    apply(plan(lines("CARD-1,Ours")))
    db.session.commit()

    assert (card.title, card.description) == ("Ours", "stays")


@pytest.mark.parametrize(
    ("header", "line", "fault"),
    [
        ("code,title", "NOPE,x", "no product with the code NOPE"),
        ("uuid,title", "nope,x", "no product with the uuid nope"),
        ("code,title", ",x", "no product with the code (none)"),
        ("code,title", "CARD-1", "It has 1 cells; the first line has 2"),
        ("code,hidden", "CARD-1,perhaps", "hidden is yes or no"),
        ("code,sort", "CARD-1,1.5", "whole number"),
        ("code,sort", "CARD-1,99999", "whole number"),
        ("code,group", "CARD-1,Nobody", "no product group Nobody"),
        ("code,image", "CARD-1,../secret.png", "No picture"),
        ("code,image", f"CARD-1,{'0' * 32}.png", "No picture"),
        ("code,title", f"CARD-1,{'x' * 301}", "longer than 300"),
    ],
)
def test_a_line_with_a_fault_is_named_and_left_out(card, header, line, fault):
    made = plan(lines("", line, header=header))

    ((number, said),) = made.errors
    assert number == 3
    assert fault in said
    assert made.rows == []


def test_the_lines_of_texts_of_several_lines_are_counted_right(card):
    made = plan(b'code,description\nCARD-1,"one\ntwo\nthree"\nNOPE,x\n')

    assert made.errors[0][0] == 5


def test_the_same_product_twice_is_a_fault(card):
    made = plan(lines("CARD-1,One", "card-1,Two"))

    assert made.errors == [(3, "Line 2 is about the same product.")]
    assert [row["title"] for row in made.rows] == ["One"]


def test_a_code_that_several_have_is_not_guessed(card):
    a_product(a_spec("p-other", code="CARD-1"))

    assert "2 products have the code" in plan(lines("CARD-1,x")).errors[0][1]


def test_a_stored_picture_is_taken(card):
    name = "0" * 32 + ".png"
    store().put(key_of(name), b"x")

    apply(plan(lines(f"CARD-1,{name}", header="code,image")))
    db.session.commit()

    assert card.image == name


def test_products_of_the_other_environment_are_not_here(app):
    a_product(a_spec("p-there", code="THERE"), environment=Environment.PRODUCTION)

    assert plan(lines("THERE,x")).errors


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"", "no column uuid or code"),
        (b"title\nx", "no column uuid or code"),
        (b"code,price\nx,1", "no column price"),
        (b"code,title,title\nx,1,2", "twice"),
        (b"code,partner_name\nx,1", "no column that can be changed"),
        (b'code,title\nCARD-1,"never closed', "cannot be read"),
        (b"\x89PNG\r\n\x1a\n\x81\x8d", "Save it as CSV"),
    ],
)
def test_what_is_no_such_file_is_refused(app, data, why):
    with pytest.raises(NotACsv, match=why):
        plan(data)


def test_files_of_other_spreadsheets_are_read(card):
    assert plan("code;title\nCARD-1;Größe".encode("cp1252")).changes[0].after == "Größe"
    assert plan("\ufeffcode\ttitle\r\nCARD-1\tGröße\r\n".encode()).changes[0].after == "Größe"


def test_signs_that_are_no_text_are_taken_off(card):
    assert plan("code,title\nCARD-1,a\x00b\u202ec".encode()).changes[0].after == "abc"


def test_two_thousand_lines_are_nothing_special(card):
    common = {
        column.name: getattr(card, column.name)
        for column in Product.__table__.columns
        if column.name not in ("id", "uuid", "slug", "code")
    }
    many = [common | {"uuid": f"m-{n}", "slug": f"m-{n}", "code": f"M-{n}"} for n in range(2000)]
    db.session.execute(insert(Product), many)
    db.session.commit()

    made = plan(lines(*(f"M-{n},Title {n}" for n in range(2000))))
    apply(made)
    db.session.commit()

    assert len(made.changes) == 2000
    last = mine(Product).filter_by(code="M-1999").one()
    assert last.title == "Title 1999"
