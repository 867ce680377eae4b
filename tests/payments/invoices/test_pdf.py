"""The PDF of an invoice: all that is on it, in whatever letters."""

import io
import re

import pikepdf
import pytest
from msgspec.structs import replace

from storefront.payments.invoices.pdf import BOX, MISSING, pdf_of
from tests.factories import ADDRESS, an_order
from tests.payments.invoices.conftest import given


def named(name):
    return given(an_order(ship_to=ADDRESS | {"firstname": name})).document


def letters_of(pdf):
    """All that its fonts say they show, as text tools read it."""
    shown = set()
    for page in pdf.pages:
        for font in page.Resources.Font.values():
            table = font.ToUnicode.read_bytes().decode("latin-1")
            codes = re.findall(r"^<[0-9A-F]+> (?:<[0-9A-F]+> )?<([0-9A-F]{4})>$", table, re.M)
            shown.update(chr(int(code, 16)) for code in codes)
    return shown


def test_it_is_a_pdf_with_a_title_and_a_language(invoice):
    with pikepdf.open(io.BytesIO(pdf_of([invoice.document]))) as pdf:
        assert len(pdf.pages) == 1
        assert pdf.docinfo["/Title"] == f"Invoice {invoice.number}"
        assert pdf.Root.Lang == "en-US"


@pytest.mark.parametrize("name", ["Zoë", "Ćwikła", "Иванов", "Παπαδόπουλος", "Nguyễn", "Đorđević"])
def test_names_are_written_in_their_own_letters(app, name):
    with pikepdf.open(io.BytesIO(pdf_of([named(name)]))) as pdf:
        assert set(name) <= letters_of(pdf)
        assert BOX not in letters_of(pdf)


def test_letters_of_a_few_other_scripts_are_boxes_and_the_paper_says_so(app):
    with pikepdf.open(io.BytesIO(pdf_of([named("山田 🙂")]))) as pdf:
        assert {BOX, *MISSING} <= letters_of(pdf)
        assert "?" not in letters_of(pdf)


def test_several_make_one_file(app):
    documents = [given(an_order(items=many)).document for many in (1, 30, 1)]
    with pikepdf.open(io.BytesIO(pdf_of(documents))) as pdf:
        assert len(pdf.pages) > 3  # a long one has several pages
        names = [item.title for item in pdf.open_outline().root]
        assert names == [document.called for document in documents]


def test_an_item_with_more_to_say_than_a_page_holds_goes_on_on_the_next(invoice):
    line = replace(invoice.document.lines[0], details="\n".join(["Corner: rounded"] * 80 + ["Ω"]))
    document = replace(invoice.document, lines=(line,))
    with pikepdf.open(io.BytesIO(pdf_of([document]))) as pdf:
        assert len(pdf.pages) == 3
        assert "Ω" in letters_of(pdf)  # the last of it
