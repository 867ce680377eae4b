"""Files are kept as long as the settings say, and longer where somebody needs them."""

from datetime import timedelta
from decimal import Decimal

import pytest

from storefront import jobs
from storefront.accounts.models import User
from storefront.artwork.models import ArtworkFile, FormerFile
from storefront.checkout.old_files import OVER
from storefront.clock import now
from storefront.database import db
from storefront.orders.models import ItemStatus
from storefront.payments.models import Refund, RefundSide
from storefront.storage.opening import store
from tests.factories import (
    a_cart,
    a_file,
    a_payment,
    a_quote,
    a_user,
    an_account,
    an_order,
    with_settings,
)
from tests.neighbors import mine
from tests.stored import old, path_of, stored_in

OLD = timedelta(days=400)


@pytest.fixture(autouse=True)
def _of_this_shop(app):
    an_account()
    jobs.tidy_artwork()


def aged(cart=None, order=None, by=OLD):
    """As if all of it had happened so long ago. Returns its file."""
    items = (cart or order).items
    file = items[0].slots[0].file
    file.uploaded_at = file.used_at = now() - by
    if cart:
        cart.updated_at = now() - by
    for item in order.items if order else ():
        item.moved_at = now() - by
    db.session.commit()
    old(path_of(file), by.days)
    return file


def is_kept(file):
    name = file.stored_name
    for _ in range(2):  # its bytes go on the next day
        jobs.tidy_artwork()
    db.session.expire_all()
    return store().has(name) and mine(ArtworkFile).filter_by(stored_name=name).count() == 1


def an_old_order(status=ItemStatus.DELIVERED, **more):
    order = an_order(status=status, **more)
    return order, aged(order=order)


def test_the_files_of_a_cart_stay_until_nobody_has_changed_it_for_a_month():
    young = aged(cart=a_cart(a_quote()), by=timedelta(days=29))
    assert is_kept(young)


def test_then_the_cart_asks_for_them_again(app):
    cart = a_cart(a_quote(), user=a_user())
    file = aged(cart=cart, by=timedelta(days=31))
    name = file.stored_name
    assert not is_kept(file)
    assert [slot.code for slot in cart.items[0].missing] == ["fr"]
    for _ in range(2):  # first it is forgotten, then its bytes go
        jobs.tidy_artwork()
    assert name in stored_in("trash")


def test_a_file_that_came_yesterday_into_an_old_cart_stays():
    cart = a_cart(a_quote())
    file = aged(cart=cart)
    file.uploaded_at = file.used_at = now() - timedelta(days=1)
    db.session.commit()
    assert is_kept(file)


def test_how_long_is_a_setting_and_told_on_the_page(app):
    with_settings(cart_files_days=500, order_files_days=90)
    cart = a_cart(a_quote(), user=a_user())
    assert is_kept(aged(cart=cart))
    browser = app.test_client().login(db.session.get(User, cart.user_id))
    page = browser.get(f"/cart/items/{cart.items[0].id}/artwork").text
    assert "for 500 days after you last changed your cart" in page
    assert "for 90 days after the order has arrived" in page


def test_the_files_of_an_order_go_a_year_after_it_is_over_and_what_is_known_of_them_stays(app):
    user = a_user()
    order, file = an_old_order(user=user)
    name = file.stored_name
    assert not is_kept(file)
    assert name in stored_in("trash")
    assert file.original_name == "front.pdf"
    browser = app.test_client().login(user)
    assert "front.pdf, removed" in browser.get(f"/orders/{order.number}").text
    slot = order.items[0].slots[0]
    gone = browser.get(f"/orders/{order.number}/items/1/artwork/{slot.id}")
    assert "This file is not here any more" in gone.text


def test_with_it_go_the_original_that_it_was_made_of_and_what_was_in_its_place_before():
    order, file = an_old_order()
    long_ago = now() - OLD
    original, former = a_file(uploaded_at=long_ago), a_file(uploaded_at=long_ago)
    unrelated = a_file(uploaded_at=now())
    file.made_from_id = original.id
    db.session.add(
        FormerFile(slot_id=order.items[0].slots[0].id, file_id=former.id, replaced_by="customer")
    )
    db.session.commit()
    jobs.tidy_artwork()
    db.session.expire_all()
    assert all(one.removed_at for one in (file, original, former))
    assert unrelated.removed_at is None


@pytest.mark.parametrize("status", [status for status in ItemStatus if status not in OVER])
def test_a_file_of_an_order_that_is_not_over_stays_however_old_it_is(status):
    _, file = an_old_order(status)
    assert is_kept(file)


def test_it_stays_while_another_item_of_the_order_is_on_its_way():
    order = an_order(items=2, status=ItemStatus.DELIVERED)
    file = aged(order=order)
    order.items[1].status = ItemStatus.IN_PRODUCTION
    db.session.commit()
    assert is_kept(file)


def test_it_stays_while_money_is_in_dispute():
    order, file = an_old_order()
    owed = Refund(item_id=order.items[0].id, side=RefundSide.FOUROVER, expected=Decimal(10))
    db.session.add(owed)
    db.session.commit()
    assert is_kept(file)
    owed.status = "settled"
    db.session.commit()
    assert not is_kept(file)  # the control


def test_it_stays_while_a_payment_needs_a_person():
    order, file = an_old_order()
    a_payment(order, trouble="The customer disputes it with their bank.")
    assert is_kept(file)


def test_it_stays_for_an_order_that_was_placed_with_the_same_file():
    _, file = an_old_order()
    again = an_order(status=ItemStatus.IN_PRODUCTION)
    again.items[0].slots[0].file_id = file.id
    db.session.commit()
    assert is_kept(file)


def test_with_0_days_files_of_orders_stay_for_ever():
    with_settings(order_files_days=0)
    _, file = an_old_order()
    assert is_kept(file)


def test_in_a_store_of_another_shop_nothing_goes():
    store().replace("database.id", b"another shop's")
    assert is_kept(aged(cart=a_cart(a_quote())))
    _, file = an_old_order()
    assert is_kept(file)
    assert file.removed_at is None
