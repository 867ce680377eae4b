"""What an order of several items is: by a table, for every combination there can be."""

from itertools import combinations

from storefront.orders.models import ORDER_IS, Hold, ItemStatus, Order, OrderItem
from storefront.orders.views import order_stage

ALL = list(ItemStatus)
COMBINATIONS = [set(some) for size in range(1, len(ALL) + 1) for some in combinations(ALL, size)]
DONE = {ItemStatus.DELIVERED, ItemStatus.CANCELLED}


def an_order_of(statuses):
    return Order(
        payment_method="on_account",
        items=[
            OrderItem(status=status, product_uuid="p", title="", position=n)
            for n, status in enumerate(statuses)
        ],
    )


def test_the_table_knows_every_status_once():
    assert sorted(ORDER_IS) == sorted(ALL)


def test_of_every_combination_it_says_nothing_that_is_not_so():
    for found in COMBINATIONS:
        status = an_order_of(found).status
        done = ItemStatus.DELIVERED in found and found <= DONE  # nothing is on its way any more
        assert status in found
        assert (status == ItemStatus.HELD) == (ItemStatus.HELD in found), found
        assert (status == ItemStatus.CANCELLED) == (found == {ItemStatus.CANCELLED}), found
        assert (status == ItemStatus.DELIVERED) == done, found
        if status == ItemStatus.SHIPPED:
            assert found <= {ItemStatus.SHIPPED, *DONE}
        if status == ItemStatus.CANCELLING:
            assert found <= {ItemStatus.CANCELLING, ItemStatus.SHIPPED, *DONE}


def test_one_delivered_and_one_being_cancelled_is_not_delivered():
    order = an_order_of([ItemStatus.DELIVERED, ItemStatus.CANCELLING])

    assert order.status == ItemStatus.CANCELLING
    assert order_stage(order).label == "Partly being canceled"
    assert order_stage(an_order_of([ItemStatus.CANCELLING])).label == "Being canceled"


def test_of_what_holds_an_item_three_leave_in_doubt_whether_4over_has_it():
    assert {hold for hold in Hold if hold.in_doubt} == {Hold.UNKNOWN, Hold.UNMAPPED, Hold.PARTLY}
