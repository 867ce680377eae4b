"""People search in their own words: options, synonyms, feet, never empty because of one word."""

import msgspec
import pytest

from storefront.browse import listings, search, synonyms
from storefront.catalog.models import Product
from storefront.catalog.spec import COATING, SIZE, STOCK, Option, OptionGroup
from storefront.database import db
from storefront.page_cache import remembered
from storefront.sync.snapshot import CategoryLine
from tests.factories import a_user, an_order
from tests.neighbors import mine
from tests.quotes.counting import statements
from tests.sync.conftest import CARDS, POSTCARDS, a_snapshot, run_of, spec

pytestmark = pytest.mark.usefixtures("account")

OTHERS = CategoryLine("cat-other", "Everything else")
CORNERS = OptionGroup("g-rc", "Round Corners", 0, 1, (Option("o-rc", '4 Corners 1/4" Radius'),))
FOLDS = OptionGroup(
    "g-f",
    "Folding Options",
    1,
    1,
    (Option("o-n", "No Folding"), Option("o-h", "Half Fold"), Option("o-t", "Tri-Fold")),
)


def a(number, family, size, stock="14PT C2S", coating="UV", category=OTHERS, *groups):
    named = ((SIZE, "Size", size), (STOCK, "Stock", stock), (COATING, "Coating", coating))
    core = tuple(
        OptionGroup(uuid, kind, 1, 1, (Option(f"{kind}-{name}", name),))
        for uuid, kind, name in named
    )
    made = spec(
        number, category_uuids=(category.uuid,), description=f"{size} {family}", code=f"C{number}"
    )
    return msgspec.structs.replace(made, groups=(*core, *groups))


CATALOG = {
    "foil card": a(15, "Business Cards", '2" x 3.5"', "14PT C2S", "Akuafoil", CARDS),
    "square card": a(1, "Business Cards", '2" x 2"', category=CARDS),
    "card": a(2, "Business Cards", '2" x 3.5"', category=CARDS),
    "rounded card": a(3, "Business Cards", '2" x 3.5"', "16PT C2S", "Matte", CARDS, CORNERS),
    "postcard": a(4, "Postcards", '4" x 6"', category=POSTCARDS),
    "flyer": a(5, "Flyers", '5.5" x 8.5"', "100LB Gloss Book", "AQ"),
    "brochure": a(6, "Brochures", '8.5" x 11"', "100LB Gloss Book", "AQ", OTHERS, FOLDS),
    "yard sign": a(7, "Yard Signs", '18" x 24"', "4mm Coroplast", "None"),
    "rigid sign": a(8, "Rigid Signs", '12" x 18"', "3mm PVC", "None"),
    "banner": a(9, "Outdoor Banners", '36" x 72"', "13oz Matte Vinyl", "None"),
    "small banner": a(10, "Outdoor Banners", '24" x 48"', "13oz Matte Vinyl", "None"),
    "sticker": a(11, "Stickers", '3" x 5"', "Crack 'N' Peel", "UV"),
    "envelope": a(12, "Envelopes", '4.125" x 9.5"', "24LB White", "None"),
    "other envelope": a(13, "Envelopes", '6" x 9"', "70LB Uncoated", "None"),
    "door hanger": a(14, "Door Hangers", '4.25" x 11"'),
}
BY_UUID = {made.uuid: name for name, made in CATALOG.items()}


@pytest.fixture(autouse=True)
def catalog(account):
    run_of(a_snapshot(list(CATALOG.values()), (CARDS, POSTCARDS, OTHERS)))


def ask(question, ordered=None):
    return search.search(search.all_words(ordered), question)


def named(cards):
    uuids = dict(mine(Product.id, Product.uuid).all())
    return [BY_UUID[uuids[card.id]] for card in cards]


@pytest.mark.parametrize(
    ("question", "products"),
    [
        ("tri fold brochure", ["brochure"]),
        ("trifold", ["brochure"]),
        ("Tri-Fold Brochures", ["brochure"]),
        ("brochures folded in half", ["brochure"]),
        ("lawn sign", ["yard sign"]),
        ("LAWN SIGNS", ["yard sign"]),
        ("leaflet", ["flyer"]),
        ("leaflets", ["flyer"]),
        ("fliers", ["flyer"]),
        ("doorhanger", ["door hanger"]),
        ("post card", ["postcard"]),
        ("thick business cards", ["rounded card"]),
        ("rounded corner business cards", ["rounded card"]),
        ("business cards with rounded corners", ["rounded card"]),
        ("vinyl banner 3x6", ["banner"]),
        ("3 x 6 ft banner", ["banner"]),
        ("3' x 6' banner", ["banner"]),
        ("3ft by 6ft vinyl banners", ["banner"]),
        ("2x4 banner", ["small banner"]),
        ("3x5 sticker", ["sticker"]),
        ("#10 envelope", ["envelope"]),
        ("no. 10 envelopes", ["envelope"]),
        ("number 10 envelope", ["envelope"]),
        ("business envelopes", ["envelope"]),
        ("decals", ["sticker"]),
    ],
)
def test_what_people_say_finds_what_it_is_called_here(question, products):
    answer = ask(question)

    assert named(answer.cards) == products
    assert not answer.answer.unknown
    assert not answer.answer.apart


def test_whoever_did_not_choose_a_size_sees_the_usual_one_first():
    assert named(ask("business cards").cards) == [
        "card", "rounded card", "foil card", "square card",
    ]  # fmt: skip
    assert named(ask("banner").cards) == ["banner", "small banner"]


def test_what_is_often_ordered_comes_before_what_is_usual(browser, account):
    square = mine(Product).filter_by(uuid=CATALOG["square card"].uuid).one()
    for _ in range(3):
        an_order(own=True, item={"product_id": square.id})

    page = browser.get("/search?q=business+cards").text

    first, second = f"/products/{square.slug}/", '/products/c2/"'
    assert page.index(first) < page.index(second)
    assert named(ask("business cards", {square.id: 0}).cards)[0] == "card"  # the control


def test_what_an_admin_put_first_stays_first():
    square = mine(Product).filter_by(uuid=CATALOG["square card"].uuid).one()
    square.sort = -1
    db.session.commit()

    assert named(ask("business cards").cards)[0] == "square card"


def test_a_word_that_nothing_has_is_left_out_and_said(browser):
    answer = ask("velvet business cards")

    assert named(answer.cards)[:2] == ["card", "rounded card"]
    assert (answer.answer.unknown, answer.answer.answered) == (["velvet"], "business cards")
    page = browser.get("/search?q=velvet+business+cards").text
    assert "Nothing for “velvet”; here is “business cards”." in page
    assert "4 products for “business cards”" in page
    assert "Nothing for" not in browser.get("/search?q=business+cards").text


def test_words_that_no_product_has_together_are_told_apart(browser):
    answer = ask("tri fold banner")

    assert named(answer.cards) == ["banner", "small banner"]
    assert (answer.answer.unknown, answer.answer.apart) == ([], ["tri fold"])
    assert (
        "Nothing has “tri fold” as well; here is “banner”."
        in browser.get("/search?q=tri+fold+banner").text
    )


@pytest.mark.parametrize(
    ("question", "products"),
    [
        ("menus", {"brochure", "flyer"}),
        ("letterhead", {"envelope", "other envelope", "flyer"}),
        ("rack cards", {"door hanger", "postcard"}),
        ("magnets", {"sticker"}),
        ("poster", {"flyer", "rigid sign"}),
    ],
)
def test_what_the_shop_has_not_got_is_said_and_what_comes_near_is_shown(
    browser, question, products
):
    answer = ask(question)

    assert set(named(answer.cards)) == products
    assert answer.answer.near == [question]
    page = browser.get("/search", query_string={"q": question}).text
    assert f"We don't have “{question}”. This comes closest." in page
    assert f"products for “{question}”" not in page


def test_once_the_shop_has_it_nothing_else_is_offered():
    run_of(
        a_snapshot([*CATALOG.values(), a(20, "Posters", '18" x 24"')], (CARDS, POSTCARDS, OTHERS))
    )
    BY_UUID["p-20"] = "poster"

    answer = ask("posters")

    assert named(answer.cards) == ["poster"]
    assert not answer.answer.near


@pytest.mark.parametrize("question", ["qwertyuiop", "magnetron", "%", "_", "\\", "xyz " * 1250])
def test_what_resembles_nothing_finds_nothing_and_says_so(browser, question):
    assert ask(question).total == 0
    page = browser.get("/search", query_string={"q": question})
    assert page.status_code == 200
    assert "Nothing found" in page.text or "Type what you are looking for" in page.text


def test_suggestions_know_the_same_words():
    def suggested(question):
        return search.suggest(search.all_words(), listings.categories(frozenset()), question)

    assert named(suggested("leafl").products) == []  # not yet a word of the list
    assert named(suggested("leaflet").products) == ["flyer"]
    assert named(suggested("3x6 bann").products) == ["banner"]
    assert [c.name for c in suggested("visiting card").categories] == ["Business Cards"]


def test_admins_edit_the_words_and_they_count_at_once(app, browser):
    admin = app.test_client().login(a_user("admin"))
    assert "lawn sign" in admin.get("/admin/words/search").text
    assert "/products/c4/" not in browser.get("/search?q=holiday+greetings").text

    saved = admin.post("/admin/words/search", data={"list": "Holiday Greetings, xmas = post cards"})

    assert saved.status_code == 302
    assert "/products/c4/" in browser.get("/search?q=holiday+greetings").text
    assert "/products/c4/" in browser.get("/search?q=XMAS").text
    assert "Nothing found" in browser.get("/search?q=leaflet").text  # the list is theirs alone
    admin.post("/admin/words/search", data={"list": ""})
    assert "/products/c5/" in browser.get("/search?q=leaflet").text


def test_a_list_of_several_lines_is_kept_line_by_line(app, browser):
    admin = app.test_client().login(a_user("admin"))
    lines = "Holiday Greetings, xmas = post cards\n\nwobbler ~ banner\n#99 = 36x72"

    admin.post("/admin/words/search", data={"list": lines})

    assert synonyms.own_list() == lines.replace("\n\n", "\n")
    assert "xmas = post cards\nwobbler ~ banner\n#99" in admin.get("/admin/words/search").text
    for question, code in {"xmas": "c4", "wobbler": "c9", "#99": "c9"}.items():
        assert f"/products/{code}/" in browser.get("/search", query_string={"q": question}).text


def test_the_longest_list_there_may_be_is_kept_whole(app):
    admin = app.test_client().login(a_user("admin"))
    most = "\n".join(f"{f'word{number}':a<28} = banner" for number in range(500))
    assert synonyms.LONGEST * 0.9 < len(most) < synonyms.LONGEST

    assert admin.post("/admin/words/search", data={"list": most}).status_code == 302

    assert synonyms.own_list() == most
    assert len(synonyms.synonyms().same) == 500


def test_the_list_to_begin_with_is_nobodys_own_however_it_is_sent_back(app):
    admin = app.test_client().login(a_user("admin"))
    sent_back = synonyms.TO_BEGIN_WITH.replace("\n", "\r\n")

    admin.post("/admin/words/search", data={"list": "xmas = post card"})
    assert synonyms.own_list() == "xmas = post card"
    admin.post("/admin/words/search", data={"list": sent_back})

    assert synonyms.own_list() == ""


def test_of_those_who_search_just_after_a_change_one_reads_the_words(app, at_once):
    with statements() as asked:
        at_once(lambda name, barrier: app.test_client().get("/search?q=banner").status_code)

    assert len([sql for sql in asked if "product_search" in sql]) == 1


def test_the_control_without_waiting_each_reads_them(app, at_once):
    def search_now(name, barrier):
        def read():
            barrier.wait()  # both found nothing kept
            return search.all_words()

        with app.test_request_context():
            return remembered("index", read)

    with statements() as asked:
        at_once(search_now)

    assert len([sql for sql in asked if "product_search" in sql]) == 2


@pytest.mark.parametrize("wrong", ["leaflet", "leaflet =", "= flyer", "%% = ,,", "a = b\nleaflet"])
def test_a_line_that_says_nothing_is_refused_with_its_number(app, wrong):
    admin = app.test_client().login(a_user("admin"))

    answer = admin.post("/admin/words/search", data={"list": wrong})

    assert answer.status_code == 422
    assert f"Line {len(wrong.splitlines())}, “" in answer.text
    assert synonyms.own_list() == ""


def test_the_list_to_begin_with_has_no_fault():
    assert synonyms.faults_of(synonyms.TO_BEGIN_WITH) == []
    assert len(synonyms.faults_of("x\n" * 501)) == 1
