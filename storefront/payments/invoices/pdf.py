"""Invoices and credit notes as PDF, in letters of most of the world's alphabets."""

import io
import logging
import unicodedata
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

import msgspec

from storefront.config import ROOT
from storefront.money import format_money
from storefront.payments.invoices.document import InvoiceDocument, InvoiceLine

if TYPE_CHECKING:
    from fpdf import FPDF

FONTS = ROOT / "static/vendor/dejavu"
MARGIN, LINE = 18, 5  # millimeters
A_ROW = 30  # lines
SOFT = 90  # gray, dark enough to be read
BOX = "\u25a1"  # for a letter that the font does not have
MISSING = "Some letters can't be shown here. Our website shows them all."


def pdf_of(documents: Iterable[InvoiceDocument]) -> bytes:
    """One file, each document on a page of its own. It takes 30 MB of memory the first time, a
    fifth of a second for the fonts, and some milliseconds for each document."""
    from fpdf import FPDF  # a second and 30 MB, which only whoever makes one needs

    logging.getLogger("fpdf").setLevel(logging.ERROR)  # letters that are missing are told on paper
    pdf = FPDF(format="letter")
    pdf.set_margin(MARGIN)
    pdf.set_auto_page_break(True, MARGIN)
    pdf.add_font("shop", "", FONTS / "DejaVuSans.ttf")
    pdf.add_font("shop", "B", FONTS / "DejaVuSans-Bold.ttf")
    pdf.set_lang("en-US")
    documents = list(documents)
    names = [document.called for document in documents]
    pdf.set_title(names[0] if len(names) == 1 else f"{names[0]} to {names[-1]}")
    pdf.set_author(documents[0].seller.name)
    for document in documents:
        _page(pdf, document)
    out = io.BytesIO()
    pdf.output(out)
    return out.getvalue()


def _page(pdf: "FPDF", document: InvoiceDocument) -> None:
    pdf.add_page()
    pdf.start_section(document.called)
    seller = document.seller
    _text(pdf, seller.name, 15, bold=True)
    tax_id = f"Tax ID {seller.tax_id}" if seller.tax_id else ""
    for line in (*seller.lines, seller.email, tax_id):
        if line:
            _text(pdf, line, gray=True)
    pdf.ln(LINE * 2)
    _text(pdf, document.called, 15, bold=True)
    pdf.ln(2)
    top = pdf.get_y()
    _text(pdf, "To", bold=True, width=pdf.epw / 2)
    for line in document.buyer.lines:
        _text(pdf, line, width=pdf.epw / 2)
    bottom = pdf.get_y()
    pdf.set_y(top)
    for term, value in document.facts:
        pdf.set_x(MARGIN + pdf.epw / 2)
        pdf.set_font("shop", "B", 9)
        pdf.cell(38, LINE, term)
        pdf.set_font("shop", "", 9)
        pdf.multi_cell(0, LINE, _known(pdf, value), new_x="LMARGIN", new_y="NEXT", align="L")
    pdf.set_y(max(bottom, pdf.get_y()) + LINE)
    _lines(pdf, document)
    _sum(pdf, document)
    said = msgspec.json.encode(document).decode()
    if BOX in _known(pdf, said):
        pdf.ln(LINE)
        _text(pdf, MISSING, 8, gray=True)


def _lines(pdf: "FPDF", document: InvoiceDocument) -> None:
    pdf.set_font("shop", "", 9)
    widths, aligned = (81, 21, 26, 26, 26), ("LEFT", "RIGHT", "RIGHT", "RIGHT", "RIGHT")
    texts = [_pieces(pdf, line, pdf.epw * widths[0] / sum(widths) - 4) for line in document.lines]
    with pdf.table(
        col_widths=widths,
        text_align=aligned,
        borders_layout="HORIZONTAL_LINES",
        line_height=LINE,
        padding=1,
        v_align="TOP",
    ) as table:
        table.row(["Item", "Qty", "Price", "Shipping", "Tax"])
        for line, (first, *more) in zip(document.lines, texts, strict=True):
            amounts = (format_money(amount) for amount in (line.price, line.shipping, line.tax))
            table.row([first, f"{line.quantity:,}", *amounts])
            for text in more:
                table.row([text, "", "", "", ""])


def _pieces(pdf: "FPDF", line: InvoiceLine, width: float) -> list[str]:
    """What it says, in pieces that fit on a page: a row of the table is never split."""
    text = _known(pdf, "\n".join(part for part in (line.title, line.details) if part))
    lines: Any = pdf.multi_cell(width, LINE, text, dry_run=True, output="LINES")
    return ["\n".join(lines[n : n + A_ROW]) for n in range(0, len(lines), A_ROW)] or [""]


def _sum(pdf: "FPDF", document: InvoiceDocument) -> None:
    rows = [*document.rows, (document.total_text, document.total)]
    if pdf.will_page_break(LINE * 7):  # it stays together
        pdf.add_page()
    pdf.ln(LINE)
    for number, (text, amount) in enumerate(rows, start=1):
        last = number == len(rows)
        pdf.set_x(MARGIN + pdf.epw / 2)
        pdf.set_font("shop", "B" if last else "", 11 if last else 9)
        pdf.cell(pdf.epw / 2 - 35, LINE + 1, _known(pdf, text), align="R")
        pdf.cell(35, LINE + 1, format_money(amount), align="R", new_x="LMARGIN", new_y="NEXT")


def _text(
    pdf: "FPDF", text: str, size: int = 9, *, bold: bool = False, gray: bool = False, width: Any = 0
) -> None:
    pdf.set_font("shop", "B" if bold else "", size)
    pdf.set_text_color(SOFT if gray else 0)
    high = LINE if size < 12 else LINE + 2
    pdf.multi_cell(width, high, _known(pdf, text), new_x="LMARGIN", new_y="NEXT", align="L")
    pdf.set_text_color(0)


def _known(pdf: "FPDF", text: str) -> str:
    """The text with an empty box for each letter that the font does not have."""
    letters = getattr(pdf.fonts["shop"], "cmap", {})  # of the fonts of fpdf2's own there is none
    whole = unicodedata.normalize("NFC", text)  # one letter, where it came as two
    return "".join(c if c == "\n" or ord(c) in letters else BOX for c in whole)
