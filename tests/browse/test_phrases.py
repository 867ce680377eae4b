"""Whatever people type: what there is of it is shown, and what is said of the rest agrees."""

import re
from decimal import Decimal

import pytest
from markupsafe import Markup

from storefront.browse import search
from storefront.catalog.models import OwnProduct
from storefront.catalog.search_words import telling_words, terms_in
from storefront.database import db
from tests.browse.test_asking import CATALOG, OTHERS
from tests.factories import with_settings
from tests.sync.conftest import CARDS, POSTCARDS, a_snapshot, run_of
from tests.test_customers_words import CATALOG as SANDBOX
from tests.test_customers_words import spec_of

pytestmark = pytest.mark.usefixtures("account")

PHRASES = """
retractable banner; banners retractable; retractable banner stand; pop up banner; roll up banner
invite; invites 5x7; invites for wedding; wedding invitations; invite postcards; save the date
glossy flyers both sides; flyer both side; double sided flyers; flyers two sided; front and back
full color flyer; black and white flyers; 1,000 flyers 4x6; 500 postcards; buy 500 business cards
folded business cards; velvet business cards; soft touch cards; foil business card gold; linen
business cards next day; recycled paper business cards; cheap flyers; best banner; t shirt; mugs
car magnet; fridge magnets; magnett; menu laminated; restaurant menu; z fold menu; rack cards gloss
poster 24x36; large poster; feather flag; table throw; foam board; yard signs with stakes; h stakes
stickers round; vinyl banner 3x6; banner 4' x 8' mesh; spiral bound booklet; saddle stitched booklet
letterhead 24lb; envelopes a7; window envelope #10; greeting cards with envelopes; event tickets
hang tags; bookmarks 2x6; ncr forms; raffle tickets; gift certificates; every door direct mail
brouchure; bussiness card; postcrads matte; flyre; 4x6 postcard glossy front matte back; a; !!!
eddm; postcards 6x11 both sides; 16 pt matte postcard; raised spot uv; silk cards; metal; uv
acrylic sign; 14pt
""".replace("\n", ";")


def phrases():
    found = [phrase.strip() for phrase in PHRASES.split(";") if phrase.strip()]
    assert len(found) > 75
    return found


def of_the_demo():
    return [made for made in (spec_of(SANDBOX.sheet(one)) for one in SANDBOX.listings) if made]


@pytest.fixture(params=["of the tests", "of the demo"])
def catalog(account, request):
    shown = list(CATALOG.values()) if request.param == "of the tests" else of_the_demo()
    run_of(a_snapshot(shown, (CARDS, POSTCARDS, OTHERS)))


def notices(page):
    """What is said above what was found."""
    said = re.search(r'<div class="soft" role="status">(.*?)</div>', page, re.DOTALL)
    return Markup(said[1].replace("</p>", " ")).striptags() if said else ""


def contradictions(answer, said):
    """How one sentence could speak against another, or against what is shown."""
    near, left = set(answer.near), {*answer.unknown, *answer.apart}
    meant = {meant for _, meant in answer.misspelled}
    kept = {part.said for part in answer.asked}
    return [
        why
        for why, so in {
            "left out and kept": left & kept,
            "near, and not among what is shown": near - kept,
            "spelled otherwise, and not among what is shown": meant - kept,
            "left out twice": set(answer.unknown) & set(answer.apart),
            "here is nothing": "here is “”" in said,
            "not here, and here": near and "here is" in said,
            "something, by no word": any(answer.ranked) and not answer.asked,
        }.items()
        if so
    ]


def test_a_word_that_finds_nothing_never_empties_the_answer(catalog, browser):
    words = search.all_words()
    empty, wrong = [], {}
    for phrase in phrases():
        answer = search.search(words, phrase).answer
        single = any(
            any(search.search(words, word).answer.ranked)
            for word in telling_words(phrase)
            if words.knows(terms_in(word)[0])
        )
        if single and not any(answer.ranked):
            empty.append(phrase)
        page = browser.get("/search", query_string={"q": phrase}).text
        if faults := contradictions(answer, notices(page)):
            wrong[phrase] = faults
        assert ("Nothing found" in page) == (not any(answer.ranked)), phrase
    assert (empty, wrong) == ([], {})


@pytest.mark.parametrize(
    ("phrase", "says"),
    [
        ("retractable banner", "Nothing for “retractable”; here is “banner”."),
        ("invite", "We don't have “invite”. This comes closest."),
        ("restaurant menu", "We don't have “menu”. This comes closest. Nothing for “restaurant”."),
        ("magnett", "Nothing is spelled “magnett”, so we took it as “magnet”. We don't have"),
        (
            "velvet tri fold banner",
            "Nothing for “velvet”, and nothing has “tri fold” as well; here",
        ),
        ("glossy flyers both sides", ""),
        ("500 postcards", ""),
    ],
)
def test_what_is_said_of_it(account, browser, phrase, says):
    run_of(a_snapshot(list(CATALOG.values()), (CARDS, POSTCARDS, OTHERS)))
    said = notices(browser.get("/search", query_string={"q": phrase}).text)
    assert said.startswith(says)
    assert bool(said) == bool(says)


def test_what_the_shop_makes_itself_is_not_said_to_be_missing(account, browser):
    run_of(a_snapshot(list(CATALOG.values()), (CARDS, POSTCARDS, OTHERS)))
    with_settings(active=True, list_own_products=True)
    db.session.add(OwnProduct(title="Velvet flyer", slug="velvet-flyer", price=Decimal("9.00")))
    db.session.commit()
    page = browser.get("/search?q=velvet+flyer").text
    assert "Velvet flyer" in page
    assert notices(page) == ""
    assert "Nothing for “velvet”" in notices(browser.get("/search?q=velvet+card").text)


def test_the_control_finds_each_contradiction():
    answer = search.NOTHING.__class__(
        [1], [], unknown=["x"], apart=["x"], near=["y"], misspelled=[("z", "w")]
    )
    assert len(contradictions(answer, "here is “”")) == 6
