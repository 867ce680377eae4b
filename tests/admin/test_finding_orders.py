"""What a caller says finds the order, and the person, on both databases alike."""

import pytest
from sqlalchemy import func, select

from storefront.accounts.models import User
from storefront.database import db
from storefront.orders.models import Order, OrderItem, OrderSearch, PrintJob
from tests.factories import ADDRESS, a_user, an_order
from tests.neighbors import mine

OF_CONOR = ADDRESS | {
    "company": "Bäckerei Łódź & Søns",
    "firstname": "Conor",
    "lastname": "O’Brien",
    "phone": "617-555-0188",
    "address": "9 Étoile Street",
    "address2": "Suite 4B",
    "city": "Boston",
    "state": "MA",
    "zipcode": "02118-1234",
}


@pytest.fixture
def conor(app):
    """His order, with awkward neighbors on both sides."""
    an_order(number="1041", items=2)
    found = an_order(
        number="1042",
        items=2,
        email="conor@brien.example",
        ship_to=OF_CONOR,
        item={"title": "Vinyl Banner, 3' x 6', 50% off_price, \"C:\\new\""},
    )
    found.items[1].print_jobs.append(PrintJob(job_id="Z100-007", tracking="1Z9"))
    an_order(number="11042")
    db.session.commit()
    return found


def found(browser, question):
    page = browser.get("/admin/orders/", query_string={"q": question})
    assert page.status_code == 200, page.text
    numbers = [number for (number,) in mine(Order.number)]
    listed = [number for number in numbers if f'/admin/orders/{number}"' in page.text]
    return sorted(listed, key=lambda number: page.text.index(f'/admin/orders/{number}"'))


@pytest.mark.parametrize(
    "said",
    ["617-555-0188", "6175550188", "(617) 555-0188", "+1 617.555.0188", "1-617-555-0188",
     "617 555 0188", "0188", "555-0188", "phone 555 0188",
     "O'Brien", "O’Brien", "OʼBrien", "obrien", "caller says O'Brien, please",
     "O`BRIEN", "o brien", "conor obrien", "O'Brien, Conor",
     "backerei", "BÄCKEREI", "Ba\u0308ckerei", "lodz", "Łódź & Søns", "sons",
     "étoile", "ETOILE street", "9 Etoile", "suite 4b", "boston", "Boston, MA", "02118",
     "02118-1234", "conor@brien.example", "CONOR@brien",
     "z100-007", "Z100007", "job Z100-007", "1z9", "vinyl banner", "off_price", "c:\\new",
     "obrien banner boston", "  obrien\t\n"],
)  # fmt: skip
def test_whatever_a_caller_can_name_finds_that_order_alone(staff, conor, said):
    assert found(staff, said) == ["1042"]


AT_THE_PARK = OF_CONOR | {
    "company": "Smith & Sons",
    "firstname": "Dee",
    "lastname": "Macy",
    "address": "77 N 8th Ave",
    "address2": "Ste 12",
    "city": "St. Louis",
    "state": "MO",
    "zipcode": "63101",
    "phone": "314-555-0123",
}
SPELLED_OUT = AT_THE_PARK | {
    "address": "77 North Eighth Avenue",
    "address2": "Suite 12",
    "city": "Saint Louis",
    "zipcode": "63101-2044",
}


@pytest.mark.parametrize("ship_to", [AT_THE_PARK, SPELLED_OUT])
@pytest.mark.parametrize(
    "said",
    ["77 N 8th Ave", "77 North Eighth Avenue", "77 N. Eighth Av.",
     "77 north 8th avenue, suite 12", "77 Eighth Ave Ste 12", "eighth avenue", "8th ave",
     "Macy in Saint Louis", "St. Louis, MO macy",
     "63101", "63101-2044", "63101-9999", "631012044",
     "the Macy order", "Macy's order", "order for Dee Macy",
     "Smith and Sons", "the order of Smith & Sons at 77 North 8th", "Mrs. Macy on Eighth Avenue"],
)  # fmt: skip
def test_an_address_is_found_as_the_post_or_a_caller_writes_it(staff, conor, ship_to, said):
    an_order(number="1060", ship_to=ship_to)

    assert found(staff, said) == ["1060"]


def test_what_says_little_is_looked_for_where_nothing_else_is_said(staff, conor):
    an_order(number="1061", ship_to=OF_CONOR | {"company": "The North", "lastname": "Street"})

    assert "1061" in found(staff, "the")
    assert found(staff, "north") == ["1061"]
    assert "1061" in found(staff, "street north")
    assert found(staff, "north of xyz") == []


@pytest.mark.parametrize(
    "said",
    ["1042", "#1042", "order 1042", "Order #1042", "order no. 1042", "Order number: 1042", "1042-2",
     "# 1042-1", "item 1042-2",
     "1,042", "1042.", "Order-1042", "order 1042 please", "caller says 1042"],
)  # fmt: skip
def test_a_number_finds_its_order_before_all_that_only_contain_it(staff, conor, said):
    assert found(staff, said)[0] == "1042"


def test_a_name_is_found_however_it_was_stored(staff, conor):
    for number, name in (("1050", "O'Brien"), ("1051", "OBrien"), ("1052", "Obríen")):
        an_order(number=number, ship_to=OF_CONOR | {"lastname": name})

    for said in ("O'Brien", "O’Brien", "obrien"):
        assert found(staff, said) == ["1052", "1051", "1050", "1042"]


@pytest.mark.parametrize(
    "said",
    ["%", "_", "\\", "'; DROP TABLE order_search --", "obrien%dayton", "o_rien", "#", "x" * 5000,
     "xyz " * 1250, "99999999999999999999999999", "Ω", "conor smith"],
)  # fmt: skip
def test_signs_that_mean_something_to_a_database_are_plain_text(staff, conor, said):
    assert found(staff, said) == []
    page = staff.get("/admin/orders/", query_string={"q": said}).text
    assert "No order fits these filters." in page


def test_what_is_added_and_changed_later_is_found_as_well(staff, conor):
    conor.ship_to = OF_CONOR | {"city": "Worcester"}
    conor.items[0].title = "Trifold leaflets"
    conor.items[1].print_jobs[0].tracking = "1Z9 1Z10"
    conor.items[0].print_jobs.append(PrintJob(job_id="Z200-001"))
    db.session.commit()

    for said in ("worcester", "trifold", "1z10", "z200", "z100", "1042-2"):
        assert found(staff, said) == ["1042"]


def test_two_who_add_at_the_same_moment_lose_nothing_of_each_other(staff, conor, at_once):
    ids = {"one": conor.items[0].id, "two": conor.items[1].id}

    def accept(name, barrier):
        item = db.session.get(OrderItem, ids[name])
        item.print_jobs.append(PrintJob(job_id=f"SAME-{name}"))
        db.session.commit()

    at_once(accept)

    assert found(staff, "same-one") == found(staff, "same-two") == ["1042"]


@pytest.mark.postgresql  # in SQLite only one writes at a time
def test_the_control_whoever_writes_all_words_anew_loses_the_others(staff, conor, at_once):
    order_id = conor.id

    def accept(name, barrier):
        row = db.session.get(OrderSearch, order_id)
        barrier.wait()
        row.words += f" same{name}"
        db.session.commit()

    at_once(accept)

    assert sorted([found(staff, "same-one"), found(staff, "same-two")]) == [[], ["1042"]]


def test_the_list_shows_names(staff, conor):
    page = staff.get("/admin/orders/?q=0188").text
    assert "Conor O’Brien, Bäckerei" in page
    assert page.count('value="0188"') == 1  # the question is one about orders, not products


def test_people_are_found_by_name_and_by_what_their_orders_say(admin, conor):
    user = a_user(email="siobhan@shop.example")
    user.name = "Siobhán O’Neil"
    a_user(email="other@shop.example")
    an_order(user=user, ship_to=OF_CONOR)
    db.session.commit()

    for said in ("siobhan", "SIOBHÁN", "o'neil", "shop.example oneil", "(617) 555-0188", "lodz"):
        page = admin.get("/admin/users/", query_string={"q": said}).text
        assert "1 found" in page, said
        assert "siobhan@shop.example" in page

    for said in ("%", "_", "x" * 5000, "one_neil"):
        assert "0 found" in admin.get("/admin/users/", query_string={"q": said}).text
    everybody = db.session.scalar(select(func.count(User.id)))
    assert f"{everybody} found" in admin.get("/admin/users/").text
