"""A visitor's second look is quick, and never older than the last change."""

import re
import threading
from pathlib import Path

import pytest
from sqlalchemy import Integer, String, Update, cast, event, select, update
from sqlalchemy.orm import Session

from storefront.catalog.models import Category, Product, TextTemplate
from storefront.database import db
from storefront.page_cache import (
    REMEMBERED,
    Edition,
    SeenByVisitors,
    edition,
    new_edition,
    remembered,
)
from storefront.settings import shop_settings
from tests.factories import a_category, a_product, a_user, an_account, with_settings
from tests.neighbors import mine
from tests.quotes.counting import statements


@pytest.fixture
def category(app):
    an_account()
    category = a_category()
    product = a_product()
    product.categories.append(category)
    db.session.commit()
    return category


def look(browser, category, tag=None):
    headers = {"If-None-Match": tag} if tag else {}
    return browser.get(f"/catalog/{category.slug}/", headers=headers)


def test_nothing_new_is_said_without_the_page(browser, category):
    first = look(browser, category)

    again = look(browser, category, first.headers["ETag"])

    assert again.status_code == 304
    assert again.data == b""


@pytest.mark.parametrize(
    "change",
    [
        lambda: with_settings(markup_percent="55"),
        lambda: with_settings(shop_name="Another name"),
        a_product,
    ],
    ids=["markup", "name", "product"],
)
def test_after_a_change_the_page_is_made_anew(browser, category, change):
    tag = look(browser, category).headers["ETag"]

    change()

    anew = look(browser, category, tag)
    assert anew.status_code == 200
    assert "/products/" in anew.text


def test_a_price_change_is_seen_at_once(browser, category):
    before = look(browser, category)

    with_settings(markup_percent="100")

    after = look(browser, category, before.headers["ETag"])
    assert "$42.00" in before.text
    assert "$60.00" in after.text


def test_who_has_a_cart_gets_a_page_of_his_own(browser, category):
    with browser.session_transaction() as session:
        session["cart"] = "some cart"

    assert "ETag" not in look(browser, category).headers


def test_two_addresses_have_two_tags(browser, category):
    tag = look(browser, category).headers["ETag"]

    assert browser.get("/catalog/", headers={"If-None-Match": tag}).status_code == 200


def test_who_has_nothing_but_a_forms_token_is_still_a_stranger(browser, category):
    path = f"/products/{mine(Product.slug).scalar()}/"
    browser.get(path)  # gives a cookie with the token of its form

    tag = browser.get(path).headers["ETag"]

    assert browser.get(path, headers={"If-None-Match": tag}).status_code == 304


def test_a_page_that_changes_nothing_gives_no_cookie_again(browser, category):
    browser.get("/login")  # whose form needs a session
    look(browser, category)  # flask-login notes there that nobody is signed in

    assert browser.get_cookie("session")
    assert "Set-Cookie" not in look(browser, category).headers


def test_a_message_is_said_once(app, browser, category):
    """Its page is no longer somebody's own when it is made, and was when it was asked for."""
    with browser.session_transaction() as session:
        session["_flashes"] = [("info", "You are signed out.")]

    page = look(browser, category)

    assert "You are signed out." in page.text
    assert "ETag" not in page.headers
    assert "You are signed out." not in look(browser, category).text


def asked_for(app, name, made):
    """As a request of its own."""
    with app.app_context():
        return remembered(name, lambda: made)


def test_what_is_remembered_is_bounded(app):
    for number in range(REMEMBERED + 50):
        assert asked_for(app, number, "made") == "made"
    asked_for(app, REMEMBERED, "again")

    assert len(app.extensions["page cache"]) == REMEMBERED
    assert asked_for(app, REMEMBERED, "made anew") == "made"
    assert asked_for(app, 0, "made anew") == "made anew"


def test_a_change_past_the_session_is_said_and_its_control(app, category):
    assert asked_for(app, "thing", "before") == "before"
    db.session.execute(update(Category).filter_by(id=category.id).values(title="New"))
    db.session.commit()
    assert asked_for(app, "thing", "after") == "before"

    new_edition()
    db.session.commit()

    assert asked_for(app, "thing", "after") == "after"


SAY_NOTHING = {
    "setting_apart": "who calls it does",
    "applying": "so does the row of the catalog's state, which comes through the session",
    "run": "how fresh the same catalog is, staff alone are told",
    "card_check": "when an account was last asked for its cards, no visitor is told",
    "claiming": "takes the account for a moment, and changes nothing of it",
}


def test_who_changes_rows_past_the_session_says_so():
    seen = {kind.__name__ for kind in SeenByVisitors.__subclasses__()}
    past = re.compile(rf"\b(update|insert|delete)\(({'|'.join(seen)})\)")
    modules = [(path.stem, path.read_text()) for path in Path("storefront").rglob("*.py")]
    changing = {name: "new_edition()" in text for name, text in modules if past.search(text)}

    assert changing["many_products"]
    silent = {name for name, says_so in changing.items() if not says_so}
    assert silent == SAY_NOTHING.keys()


def title_of(category_id):
    return db.session.scalar(select(Category.title).filter_by(id=category_id))


def title_after_a_change_was_taken_back(app, category_id, flush):
    """What the next who asks is told, after somebody else has changed something else."""
    db.session.rollback()
    with app.app_context():
        assert edition()
        db.session.get(Category, category_id).title = "Never sold"
        flush(db.session())
        assert remembered("title", lambda: title_of(category_id)) == "Never sold"
        db.session.rollback()
    with app.app_context():
        db.session.get(Category, category_id).sort = 5
        db.session.commit()
        return remembered("title", lambda: title_of(category_id))


def test_who_takes_a_change_back_is_told_what_there_is(category):
    category.title = "Never sold"
    assert remembered("title", lambda: title_of(category.id)) == "Never sold"
    db.session.rollback()
    assert remembered("title", lambda: title_of(category.id)) == ""


def test_what_is_taken_back_after_a_commit_leaves_what_was_read_at_hand(app):
    with_settings(shop_name="Ada's")
    db.session.rollback()
    with statements() as asked:
        assert shop_settings().shop_name == "Ada's"
    assert asked == []


@pytest.mark.parametrize("flush", [Session.flush, lambda _: None], ids=["said", "asked"])
def test_what_was_never_committed_is_remembered_by_nobody(app, category, flush):
    assert title_after_a_change_was_taken_back(app, category.id, flush) == ""


def test_the_control_a_counted_edition_comes_again(app, category):
    def count(connection, statement, *given):
        if isinstance(statement, Update) and statement.table.name == "edition":
            number = cast(Edition.drawn, Integer) + 1
            statement = update(Edition).values(drawn=cast(number, String))
        return (statement, *given[:2])

    db.session.execute(update(Edition).values(drawn="1"))
    db.session.commit()
    event.listen(db.engine, "before_execute", count, retval=True)

    assert title_after_a_change_was_taken_back(app, category.id, Session.flush) == "Never sold"


def test_whoever_is_somebody_gets_the_cookie_anew_once_a_day(browser, category):
    browser.login(a_user())
    assert "Set-Cookie" in browser.get("/account/").headers
    assert "Set-Cookie" not in browser.get("/account/").headers

    with browser.session_transaction() as session:
        session["day"] = "2026-01-31"

    assert "Set-Cookie" in browser.get("/account/").headers


@pytest.mark.parametrize("read", ["FROM edition", "FROM stored_setting", "FROM text_template"])
@pytest.mark.parametrize("somebody", [True, False], ids=["a customer", "a stranger"])
def test_words_edited_while_a_page_is_made_are_on_the_next(app, category, somebody, read):
    """Just before it reads one of the three."""
    (product,), edited = mine(Product).all(), []
    address = f"/products/{product.slug}/"
    browser = app.test_client()
    if somebody:
        browser.login(a_user())
    engine = db.engine

    def edit():
        with app.app_context():
            db.session.add(TextTemplate(family="", title="Edited {family}"))
            db.session.commit()

    def just_before(connection, cursor, statement, *rest):
        if not edited and read in statement.replace("\n", ""):
            edited.append(statement)
            elsewhere = threading.Thread(target=edit)
            elsewhere.start()
            elsewhere.join()

    event.listen(engine, "before_cursor_execute", just_before)
    browser.get(address)
    event.remove(engine, "before_cursor_execute", just_before)

    assert edited
    assert "<h1>Edited" in app.test_client().get(address).text


def waits_for_a_writer(app, path):
    """Whether a POST is answered only when somebody else's change is over."""
    released = threading.Event()
    client = app.test_client()
    client.post(path, data={})  # what is done for the first time is done
    with db.engine.connect() as writer:
        writer.execute(update(Product).values(sort=1))

        def release():
            released.set()
            writer.rollback()

        timer = threading.Timer(0.7, release)
        timer.start()
        client.post(path, data={})
        waited = released.is_set()
        timer.join()
    return waited


def test_asking_for_a_price_waits_for_nobody_who_writes(app, category):
    path = f"/products/{mine(Product).one().slug}/price"
    db.session.rollback()
    assert not waits_for_a_writer(app, path)

    view = app.view_functions["browse.price"]
    del view.only_reads  # the control
    try:
        assert waits_for_a_writer(app, path) is (db.engine.dialect.name == "sqlite")
    finally:
        view.only_reads = True
