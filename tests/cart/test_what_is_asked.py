"""What leaves a choice is asked, what is always so is told, each answer goes where it counts."""

import itertools
import json
import re

import pytest

from storefront import jobs
from storefront.cart.models import CartItem
from storefront.catalog.options import DESCRIPTIVE
from storefront.catalog.spec import Option, OptionGroup
from tests.factories import (
    R500,
    STANDARD,
    TWO_SIDES,
    a_cart,
    a_product,
    a_quote,
    a_spec,
    a_user,
    an_account,
    an_order_item,
)
from tests.neighbors import mine

ORIENTATION = "88c28e92-7c8c-4c05-9908-dcd495e0957a"
numbers = itertools.count()
assert ORIENTATION in DESCRIPTIVE


def group(uuid, name, *labels, least=1):
    options = tuple(Option(f"o-{label}", label) for label in labels)
    return OptionGroup(uuid, name, least, 1, options)


ORIENTED = group(ORIENTATION, "Product Orientation", "Horizontal", "Vertical")
SPOT = group("g-spot", "Spot UV Sides", "Spot UV Back")
GROMMETS = group("g-grommets", "Grommets", "4 Corners", "No Grommets", least=0)
FOLDING = group("g-folding", "Folding", "Half Fold", least=0)


@pytest.fixture
def page_of(app, browser):
    an_account()

    def page_of(*groups):
        spec = a_spec(uuid=f"p-{next(numbers)}", groups=list(groups))
        return browser.get(f"/products/{a_product(spec).slug}/").text

    return page_of


def asked(page):
    return re.findall(r"<legend>([^<]+)</legend>", page)


def details(page):
    return re.findall(r"<dt>([^<]+)</dt><dd>([^<]+)</dd>", page.split("<h2>Details</h2>")[1])


def test_a_single_answer_is_told_and_not_asked(page_of):
    page = page_of(SPOT, FOLDING, group("g-shape", "Shape", "Oval"))
    assert asked(page) == ["Colors", "Folding"]
    assert ("Spot UV Sides", "Spot UV Back") in details(page)
    assert ("Shape", "Oval") in details(page)
    assert "Options: folding." in page


def test_what_says_nothing_new_is_no_fact(page_of):
    repeats = group("b6f8d6b4-9909-4cd7-bbc0-b65b6e6460eb", "Product Type", "Standard")
    category = group("g-c", "Product Category", "Business Cards")
    found = [term for term, _ in details(page_of(repeats, category))]
    assert found == ["Size", "Stock", "Coating", "Product code"]


def test_nobody_is_asked_for_none_beside_no_grommets(page_of):
    page = page_of(GROMMETS, FOLDING)
    grommets, folding = (part.split("</fieldset>")[0] for part in page.split("<fieldset")[2:4])
    assert "No Grommets" in grommets
    assert ">None<" not in grommets
    assert re.search(r'value="o-No Grommets" checked', grommets)
    assert ">None" in folding  # where 4Over has no word for it


def test_two_orientations_are_asked_and_one_is_not(page_of):
    assert asked(page_of(ORIENTED)) == ["Colors", "Orientation"]
    assert asked(page_of(group(ORIENTATION, "Product Orientation", "Vertical"))) == ["Colors"]
    two_categories = group("g-category", "Category", "Cards", "Postcards")
    assert asked(page_of(two_categories)) == ["Colors"]


def test_the_orientation_goes_into_the_cart_and_into_no_quote(browser, fourover):
    an_account()
    fourover.quotes("32.00")
    fourover.answers("POST", "/requirements/products", json={"entities": []})
    product = a_product(a_spec(groups=[ORIENTED, SPOT]))
    form = {"product": product.slug, "colorspec": TWO_SIDES, "cell": f"{R500}:{STANDARD}"}
    answer = browser.post("/cart/items", data=form | {f"group-{ORIENTATION}": "o-Vertical"})

    assert answer.status_code == 302
    quote = mine(CartItem).one().quote
    assert (quote.choice.option_uuids, quote.choice.described_uuids) == (
        ("o-Spot UV Back",),
        ("o-Vertical",),
    )
    assert ["Orientation", "Vertical"] in quote.choices
    (asked_for,) = [c.request.url for c in fourover.http.calls if "productquote" in c.request.url]
    assert "o-Spot" in asked_for
    assert "o-Vertical" not in asked_for
    item_id = mine(CartItem).one().id
    page = browser.get(f"/cart/items/{item_id}/options").text
    assert re.search(r'value="o-Vertical" checked', page)


def test_the_order_alone_is_told_of_it(fourover, queue):
    an_account()
    fourover.has_cards()
    fourover.quotes("32.00")
    fourover.takes_orders("Z100-001")
    item = an_order_item(item={"option_uuids": ["o-round"], "described_uuids": ["o-Vertical"]})

    queue.run(jobs.push_order_item, item.id)

    sent = {call.request.path_url.split("?")[0]: call.request for call in fourover.http.calls}
    (job,) = json.loads(sent["/orders"].body)["jobs"]
    assert job["option_uuids"] == ["o-round", "o-Vertical"]
    assert "o-round" in sent["/printproducts/productquote"].url
    assert "o-Vertical" not in sent["/printproducts/productquote"].url


@pytest.mark.parametrize(
    ("group", "chosen", "told"),
    [
        (ORIENTED, ["o-Horizontal"], "3.625&#34; x 2.125&#34;: the finished 3.5&#34; x 2&#34;"),
        (ORIENTED, ["o-Vertical"], "2.125&#34; x 3.625&#34;: the finished"),
        (
            group(ORIENTATION, "Product Orientation", "Horizontal"),
            [],
            "3.625&#34; x 2.125&#34;: the",
        ),
        (SPOT, [], "2.125&#34; x 3.625&#34;, either way round: the finished"),
    ],
)
def test_the_files_page_tells_the_size_in_the_orientation(app, group, chosen, told):
    an_account()
    product = a_product(a_spec(groups=[*a_spec().groups, group]))
    quote = a_quote(product, described_uuids=chosen)
    user = a_user()
    item = a_cart(quote, user=user).items[0]
    page = app.test_client().login(user).get(f"/cart/items/{item.id}/artwork").text
    assert f"each file {told}" in page.replace("\N{NO-BREAK SPACE}", " ")
