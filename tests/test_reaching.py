"""Nobody is told to write to nowhere, nor promised a mail that nothing sends."""

import re
from pathlib import Path

import pytest

from storefront.orders.files_words import of_new_files
from storefront.orders.item_files import why_closed
from storefront.orders.models import ItemStatus, NewFiles, NewFilesState, PrintJob
from storefront.reaching import write_to_us
from tests.factories import an_order_item, with_settings

ROOT = Path(__file__).parents[1]
TO_US = re.compile(r"\b(write to|contact|email|call) us\b", re.I)
BY_MAIL = re.compile(r"\bwe e?mail you|\bby email\b|\bin (an|the) email\b", re.I)
NOT_OURS = "_macros/page.html", "mail/_foot.txt", "admin/_stages.html"


def test_a_way_to_reach_the_shop_is_named_only_with_its_address(app):
    assert write_to_us(" Please write to {us}.") == ""
    with_settings(shop_email="shop@larkspur.example")
    assert write_to_us(" Please write to {us}.") == " Please write to us at shop@larkspur.example."


@pytest.mark.parametrize("email", ["", "shop@larkspur.example"])
def test_what_a_customer_reads_of_files_says_how_to_reach_us_or_says_nothing_of_it(app, email):
    with_settings(shop_email=email)
    item = an_order_item(status=ItemStatus.READY)
    refused = NewFiles(state=NewFilesState.REFUSED)
    for said in (why_closed(item), of_new_files(PrintJob(new_files=[refused]))):
        assert ("rite to us at shop@larkspur.example" in said) == bool(email)
        assert TO_US.search(said.replace(" at shop@larkspur.example", "")) is None or email


def says_it_untruly(template):
    """Lines that name a way to us, or promise a mail, without a look at the settings."""
    lines = template.splitlines()
    return [
        line
        for line in lines
        if (TO_US.search(line) and "write_to_us(" not in line and "shop.shop_email" not in line)
        or (BY_MAIL.search(line) and "sends_mail()" not in line)
    ]


def test_no_page_says_so_without_looking():
    pages = sorted((ROOT / "templates").rglob("*.html"))
    pages = [page for page in pages if not page.as_posix().endswith(NOT_OURS)]
    assert {
        page.name: found for page in pages if (found := says_it_untruly(page.read_text()))
    } == {}
    for module in (ROOT / "storefront").rglob("*.py"):
        if module.name != "reaching.py":
            told = re.findall(r'(?<!")"(?!"")[^"\n]*"', module.read_text())
            assert [words for words in told if TO_US.search(words)] == [], module


def test_the_control_it_is_noticed():
    assert says_it_untruly("<p>Please write to us.</p>\n<p>We email you a link.</p>") != []
    assert says_it_untruly('{{ write_to_us(shop.shop_email, "at once.") }}') == []
