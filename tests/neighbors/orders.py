"""Carts and orders of others, in every state, and all that hangs on them."""

import itertools
from decimal import Decimal

from storefront.cart.models import CartStatus
from storefront.catalog.stages import Gate
from storefront.checkout.models import Checkout, Delivery
from storefront.database import db
from storefront.failures import JobFailure
from storefront.fourover.charge import Charge
from storefront.money import NOTHING
from storefront.orders.models import (
    MOST_TRIES,
    Cancellation,
    CancellationState,
    Hold,
    ItemEvent,
    ItemStatus,
    JobStatus,
    LostOrder,
    Notice,
    NoticeKind,
    Phase,
    PrintJob,
    PushAttempt,
    StatusCheck,
)
from storefront.payments.invoices.document import (
    Buyer,
    InvoiceDocument,
    InvoiceKind,
    InvoiceLine,
    Seller,
)
from storefront.payments.invoices.models import Invoice
from storefront.payments.models import Refund, RefundStatus
from storefront.quotes.shipping import Service
from tests.factories import (
    a_cart,
    a_payment,
    a_product,
    a_quote,
    a_spec,
    an_order,
    stages,
)
from tests.neighbors.values import (
    ELSEWHERE,
    LONG_AGO,
    ONE_DAY,
    OWED,
    TEN_DAYS_AGO,
    THEIR_COST,
    THEIR_PRICE,
    THEIR_SHIPPING,
    THEIR_TAX,
    save,
)

_numbers = itertools.count(1)


def orders(nell, hers, live):
    """Of every state, with its money: of the other environment, and of this one by an account that
    is not the shop's."""
    cart = a_cart(a_quote(**_quoted(hers)), user=nell, status=CartStatus.SAVED)
    others = a_cart(a_quote(**_quoted(hers)), status=CartStatus.SAVED, visitor="somebody else")
    elsewhere = a_cart(a_quote(**_quoted(live)), user=nell, environment=live.environment)
    mine = a_cart(a_quote(**_quoted(hers)), user=nell)
    items = [item for one in (cart, others, elsewhere, mine) for item in one.items]
    _their_files(*(slot for item in items for slot in item.all_slots))
    cost, price = Decimal("90.00"), THEIR_SHIPPING
    way = Service("nutmeg", "01", "Nutmeg Express", "WY", cost, price, days=7)
    save(
        Checkout(cart_id=mine.id, email=nell.email, ship_to=ELSEWHERE, payment_method="manual"),
        Delivery(
            checkout_id=mine.id,
            cart_item_id=mine.items[0].id,
            quote_id=mine.items[0].quote_id,
            services=(way,),
            chosen="nutmeg",
            price=THEIR_SHIPPING,
            quoted_at=LONG_AGO,
        ),
    )
    gone = ItemStatus.CANCELLED
    done = _order("1711", nell, live, ItemStatus.DELIVERED, gone, gone)
    a_payment(done, amount=done.total, reference="neighbors-1711", paid_at=LONG_AGO)
    _at_4over(done.items[0], "N1711000001-001", "Delivered", tracking="1Z777NEIGHBORS")
    _cancelled(done.items[2], RefundStatus.OPEN)
    _cancelled(done.items[1], RefundStatus.SETTLED, amount=Decimal("77.07"), settled_at=LONG_AGO)
    its = InvoiceLine("Neighbors' plastic cards", THEIR_PRICE, THEIR_SHIPPING, THEIR_TAX)
    document = InvoiceDocument(
        InvoiceKind.INVOICE,
        "NUTMEG-0007",
        done.number,
        LONG_AGO.date(),
        Seller("Nutmeg"),
        Buyer(done.email, done.address),
        (its, its, its),
    )
    save(
        Invoice(
            number=document.number,
            kind=document.kind,
            order=done,
            total=document.total,
            given_at=ONE_DAY,
            document=document,
        ),
        _mail(done, NoticeKind.PLACED, sent_at=LONG_AGO),
        _mail(done, NoticeKind.SHIPPED, position=1, sent_at=LONG_AGO),
        StatusCheck(order_id=done.id, started_by="gone", ended_at=ONE_DAY, total=7, left=[]),
    )
    going = _order(
        "1713",
        nell,
        hers,
        ItemStatus.READY,
        ItemStatus.PUSHING,
        ItemStatus.IN_PRODUCTION,
        ItemStatus.HELD,
        ItemStatus.WAITING,
    )
    ready, pushing, printing, held, waiting = going.items
    a_payment(going, reference="neighbors-1713")
    ready.ready_since, ready.push_after = ONE_DAY, ONE_DAY
    pushing.push_owner, pushing.push_until = "the neighbors' worker", ONE_DAY
    _attempt(pushing, Phase.SENDING, sent_at=ONE_DAY)
    _at_4over(printing, "N1713000003-001", "On Press")
    cancellation = Cancellation(asked_by="gone", reason="nutmeg", state=CancellationState.ASKED)
    cancellation.ask_after = ONE_DAY
    printing.cancellations.append(cancellation)
    held.hold, held.note = Hold.UNMAPPED, "the neighbors' answer was lost"
    _attempt(held, Phase.UNKNOWN, sent_at=LONG_AGO)
    db.session.delete(waiting.slots[0].file)
    waiting.slots[0].file = None
    waiting.stages = stages(Gate.FILES, Gate.RELEASE, internal="Nutmeg")
    save(
        _mail(going, NoticeKind.PLACED, tries=MOST_TRIES, sent_at=LONG_AGO),
        _mail(going, NoticeKind.APPROVAL, position=5, tries=2, not_before=ONE_DAY),
        LostOrder(reference="1709-1", owner="n", sent_at=LONG_AGO, settled_at=LONG_AGO, note="n"),
        JobFailure(job="push_order_item", about=str(held.id), times=7, last_at=TEN_DAYS_AGO),
    )


def _quoted(account):
    """What no page of the shop shows: a product of the other environment, or a withdrawn one."""
    code = f"NUTMEG-{next(_numbers)}"
    spec = a_spec(code.lower(), str(THEIR_COST), description="Nutmeg plaques", code=code)
    product = a_product(spec, environment=account.environment, available=False)
    product.coating = "Nutmeg"
    return {
        "product": product,
        "account": account,
        "cost": THEIR_COST,
        "price": THEIR_PRICE,
        "rule": "Neighbors' markup: 777%",
        "runsize": 7000,
        "choices": [["Colors", "7/7"], ["Quantity", "7,000"]],
        "valid_until": ONE_DAY,
    }


def _order(number, user, account, *statuses):
    many = len(statuses)
    order = an_order(
        items=many,
        user=user,
        account=account,
        own=True,
        status=ItemStatus.WAITING,
        number=number,
        ship_to=ELSEWHERE,
        goods=THEIR_PRICE * many,
        shipping=THEIR_SHIPPING * many,
        tax=THEIR_TAX * many,
        tax_name="Wyoming tax",
        total=(THEIR_PRICE + THEIR_SHIPPING + THEIR_TAX) * many,
        placed_at=LONG_AGO,
        item={
            "title": "Neighbors' plastic cards",
            "product_uuid": "p-neighbors",
            "product_code": "30PT-NUTMEG",
            "runsize_uuid": "r-7000",
            "colorspec_uuid": "c-77",
            "turnaround_uuid": "t-7",
            "runsize": 7000,
            "choices": [["Colors", "7/7"], ["Quantity", "7,000"]],
            "cost": THEIR_COST,
            "price": THEIR_PRICE,
            "shipping_cost": Decimal("90.00"),
            "shipping": THEIR_SHIPPING,
            "tax": THEIR_TAX,
            "service_name": "Nutmeg Express",
            "moved_at": LONG_AGO,
        },
    )
    for item, status in zip(order.items, statuses, strict=True):
        _their_files(*item.slots)
        item.status = status
        item.events.append(ItemEvent(became=status, who="gone", note="nutmeg", at=LONG_AGO))
    db.session.commit()
    return order


def _attempt(item, phase, **more):
    card = {
        "card": "Discover ending in 7117",
        "expected": Charge(THEIR_COST, NOTHING),
        "owner": f"n-{item.id}",
    }
    attempt = PushAttempt(item=item, number=1, phase=phase, claimed_at=LONG_AGO, **card, **more)
    save(attempt)
    return attempt


def _at_4over(item, job_id, status, **more):
    taken = {"sent_at": LONG_AGO, "answered_at": LONG_AGO, "ended_at": LONG_AGO}
    attempt = _attempt(item, Phase.ACCEPTED, charged=THEIR_COST + 1, **taken)
    job = PrintJob(job_id=job_id, attempt_id=attempt.id, status=status, **more)
    job.files_attached_at = job.polled_at = LONG_AGO
    job.history.append(JobStatus(status=status, date_set="2024-02-03 04:05:06"))
    item.print_jobs.append(job)
    item.tracked_at, item.track_after = LONG_AGO, ONE_DAY


def _cancelled(item, status, **more):
    cancellation = Cancellation(
        asked_by="gone", reason="nutmeg", asked_at=LONG_AGO, settled_at=LONG_AGO
    )
    cancellation.state = CancellationState.SEEN
    item.cancellations.append(cancellation)
    for side, owed in OWED.items():
        line = Refund(item=item, side=side, expected=owed, status=status, opened_at=LONG_AGO)
        for name, value in more.items():
            setattr(line, name, value)
        save(line)


def _mail(order, kind, **more):
    return Notice(order=order, kind=kind, made_at=LONG_AGO, claimed_at=None, **more)


def _their_files(*slots):
    """Files whose bytes are on no machine."""
    for slot in slots:
        name = f"neighbors-{slot.id}"
        slot.file.stored_name, slot.file.original_name = name, f"{name}.pdf"
        slot.file.sha256, slot.file.size = "7" * 64, 77
        slot.file.uploaded_at = slot.file.used_at = TEN_DAYS_AGO
    db.session.commit()
