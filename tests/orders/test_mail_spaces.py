"""What a mail shows is one line without spaces around it: those between two stand in its text."""

import re

import pytest

from storefront.artwork.models import ArtworkSlot
from storefront.config import ROOT
from storefront.database import db
from storefront.orders.letters import letter_of
from storefront.orders.models import ItemStatus, Notice, NoticeKind, PrintJob
from tests.factories import a_file, an_account, an_order

MAILS = sorted(
    [*(ROOT / "templates/mail").glob("*.txt"), *(ROOT / "templates/admin").glob("*.txt")]
)
EXPRESSION = re.compile(r"\{\{(.*?)\}\}")
AT_ITS_EDGE = re.compile(r'" [^"]*"\s*~|^\s*" |\s"\s*(?:if\b[^"]*)?$')


@pytest.fixture
def item(app):
    an_account()
    item = an_order(status=ItemStatus.IN_PRODUCTION).items[0]
    item.slots.append(ArtworkSlot(code="bk", label="Back", position=1))
    item.print_jobs.append(PrintJob(job_id="Z-1", status="Awaiting New Files"))
    db.session.commit()
    return item


def mail(item, kind):
    return letter_of([Notice(order=item.order, kind=kind, position=1)]).body


def test_the_files_of_a_stopped_item_are_listed_with_a_space_between_them(item):
    item.slots[1].file = a_file(original_name="card_both.pdf")
    db.session.commit()
    assert "Its files now: Front: front.pdf, Back: card_both.pdf\n" in mail(
        item, NoticeKind.NEW_FILES
    )


def test_so_are_those_that_are_missing(item):
    item.status, item.slots[0].file = ItemStatus.WAITING, None
    db.session.commit()
    assert "Still missing: Front; Back\n" in mail(item, NoticeKind.FILES)


@pytest.mark.parametrize("path", MAILS, ids=lambda path: path.name)
def test_no_mail_shows_a_space_that_would_be_taken_off(path):
    assert [one for one in EXPRESSION.findall(path.read_text()) if loses(one)] == []


@pytest.mark.parametrize(
    "expression", ['", " if not loop.last', 'name ~ ": " if many', '" of " ~ email if owner']
)
def test_one_that_would_be_is_found(expression):
    """The control."""
    assert loses(f" {expression} ")


def loses(expression):
    return AT_ITS_EDGE.search(expression)
