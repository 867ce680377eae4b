"""What a page says of a file before it is sent is what the server would say of it."""

import html
import json
import re

import pytest

from storefront.artwork import words
from storefront.artwork.inspection.kinds import ENDINGS, kind_of
from storefront.artwork.told_at_once import TAKEN, told_at_once
from tests.artwork import cases
from tests.artwork.files import a_pdf, an_image
from tests.factories import a_cart, a_quote, a_user, an_account


def test_each_other_kind_is_known_by_an_ending(app):
    told = told_at_once()["endings"]
    assert {words.OTHER_KINDS[kind] for kind in ENDINGS.values()} == set(told.values()) - {""}
    assert set(ENDINGS.values()) == set(words.OTHER_KINDS)
    assert not set(ENDINGS) & set(TAKEN)


@pytest.mark.parametrize(
    "content",
    [a_pdf(), b"junk before it " * 20 + a_pdf(), an_image(), an_image("JPEG"), an_image("TIFF")],
)
def test_what_is_taken_begins_with_one_of_its_marks(app, content):
    told = told_at_once()
    head = content[: told["head"]].decode("latin-1")
    assert any(mark in head and head.index(mark) <= most for mark, most in told["marks"])


@pytest.mark.parametrize("name", cases.REFUSED)
def test_what_is_refused_for_its_kind_has_none(app, name):
    content, _ = cases.REFUSED[name]
    head = content[: told_at_once()["head"]].decode("latin-1")
    has_one = any(
        mark in head and head.index(mark) <= most for mark, most in told_at_once()["marks"]
    )
    assert has_one == (kind_of(content[:4096]) in TAKEN)


REFUSING = [
    *words.OTHER_KINDS.values(), *words.REFUSED.values(), words.too_large(100),
    words.BROKEN_OFF, words.BUSY, words.CANNOT_CHECK, words.CANNOT_KEEP, words.CANNOT_OPEN,
    words.CHANGED_ON_ITS_WAY, words.CHECKED_ALREADY, words.EMPTY, words.HARMFUL,
    words.NOT_ALL_OF_IT, words.NOT_NEEDED, words.NOT_NOW, words.NOT_UNDERSTOOD, words.NO_FILE,
    words.NO_PART, words.NO_ROOM, words.NO_SUCH_PAGE, words.NO_UPLOAD, words.OF_ANOTHER_KIND,
    words.OTHER_PLACE, words.UPLOAD_OVER, words.ANOTHER_FILE,
]  # fmt: skip


@pytest.mark.parametrize("sentence", REFUSING)
def test_whatever_is_refused_is_told_what_to_do(sentence):
    assert re.search(r"[Pp]lease|[Cc]hoose|upload that|[Tt]hen upload", sentence)


def test_the_words_are_on_the_page_as_the_script_reads_them(browser):
    an_account()
    owner = a_user()
    item = a_cart(a_quote(), user=owner, filled=False).items[0]
    owner = browser.login(owner)
    page = owner.get(f"/cart/items/{item.id}/artwork").text
    told = html.unescape(re.search(r"data-told='([^']*)'", page)[1])
    assert json.loads(told)["endings"]["heic"] == words.OTHER_KINDS["heic"]
