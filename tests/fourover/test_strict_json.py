"""JSON is read strictly, and its texts come out clean."""

from decimal import Decimal

import pytest

from storefront.fourover.strict_json import NotJson, decode
from storefront.fourover.text import clean, excerpt, without_html, words


def test_prices_stay_exact():
    assert decode('{"total": 92.8679}') == {"total": Decimal("92.8679")}


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Too many requests",
        "{",
        '{"total": NaN}',
        '{"total": -Infinity}',
        '{"total": 1, "total": 2}',
        '{"to\\u0000tal": 1, "total": 2}',
        "[" * 60 + "]" * 60,
        "[" * 100_000,
        "true false",
        "9" * 5000,
        b"\xff\xfe",
    ],
)
def test_what_two_readers_could_understand_differently_is_not_json(text):
    with pytest.raises(NotJson) as error:
        decode(text)
    assert error.value.__context__ is None


def test_ordinary_nesting_and_a_byte_order_mark_are_fine():
    assert decode(b"\xef\xbb\xbf" + b"[" * 30 + b"]" * 30)


def test_texts_lose_what_a_database_cannot_hold():
    data = decode('{"a\\u0000b": ["x\\u0000y\\ud800z", "caf\\u00e9\\n", "\\ud83d\\ude00"]}')

    assert data == {"ab": ["xyz", "café\n", "😀"]}


def test_long_texts_are_cut():
    assert clean("x" * 50, 10) == "x" * 9 + "…"
    assert len(words({"message": "no " * 9999})) == 500


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        ({"message": "Job Name missing"}, "Job Name missing"),
        ({"message": {"description": "Pay first"}}, "Pay first"),
        ({"message": {"501": "Cannot fetch", "status": "fail"}}, "Cannot fetch"),
        ({"errors": [{"message": "one"}, {"message": "two"}, {"message": "one"}]}, "one; two"),
        (["a", ["b"]], "a; b"),
        ({"message": "", "status_text": "Conflict"}, "Conflict"),
        ({"status": 409}, ""),
        (None, ""),
        ({"message": "see https://x.test/a?signature=abc now"}, "see https://x.test/a now"),
    ],
)
def test_the_sentence_is_found_however_deep_it_lies(answer, said):
    assert words(answer) == said


def test_an_excerpt_is_one_short_line_without_queries():
    page = b"<h1>\x00Oops</h1>\n\n at http://x.test/y?apikey=me&signature=abc " + b"z" * 999

    assert excerpt(page, 45) == "<h1>Oops</h1> at http://x.test/y " + "z" * 11 + "…"


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ('<b> Brochures, 11" x 17"</b> 50% off', 'Brochures, 11" x 17" 50% off'),
        ("<b>Cards</b> &amp; <script>alert(1)</script> more", "Cards & more"),
        ("One<br/>two<BR>three <!-- no --> <a href='x' class=y>four</a>", "One two three four"),
        ('<p class="x" id=y>14PT</p><style>p {}</style>', "14PT"),
        ("14&quot; x 2&#39;&nbsp;wide", "14\" x 2' wide"),
        ("a < b", "a < b"),
        ("a <b and c> d", "a <b and c> d"),
        ("<14PT> for <100 & >5, AT&T", "<14PT> for <100 & >5, AT&T"),
        ("14PT  Cards", "14PT  Cards"),
    ],
)
def test_of_html_only_the_text_is_read(written, read):
    assert without_html(written) == read
