"""What customers see of their orders."""

from dataclasses import replace

from flask import (
    Response,
    abort,
    flash,
    redirect,
    render_template,
    request,
    url_for,
)
from flask.typing import ResponseReturnValue
from flask_login import current_user, login_required
from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload
from werkzeug.exceptions import HTTPException

from storefront import jobs
from storefront.config import config
from storefront.database import db
from storefront.extensions import limiter, login_manager
from storefront.not_here import NotHere
from storefront.orders.adopting import NotTheirs, adopt, may_adopt
from storefront.orders.blueprint import bp
from storefront.orders.carriers import tracking_url
from storefront.orders.expected import expected
from storefront.orders.guest_link import is_remembered, order_behind, remember, secrets_of_browser
from storefront.orders.letters import NAMES
from storefront.orders.models import ItemStatus, Notice, Order, OrderItem, PrintJob
from storefront.orders.notices import NO_MAIL, mails_of, may_be_asked_for
from storefront.orders.price_questions import may_be_given_up
from storefront.orders.set_words import sets_of
from storefront.orders.stages import awaited_approval, seal_of, stage_now
from storefront.orders.words import Stage, customer_words, timeline
from storefront.paging import page_of
from storefront.payments.checking import to_ask_about
from storefront.payments.extra import due_now
from storefront.payments.invoices.giving import invoices_of
from storefront.payments.methods import METHODS
from storefront.payments.methods.on_account import pay_first
from storefront.payments.paying import may_be_paid_now, too_little
from storefront.payments.statement import statement_of, unpaid
from storefront.payments.underway import (
    MOST_LOOKS,
    PAY,
    SECONDS,
    Underway,
    payment_words,
    underway,
)
from storefront.payments.unpaid import due_on, owes
from storefront.queue import enqueue
from storefront.quotes.words import about_option
from storefront.times import moment
from storefront.tokens import LinkExpired

bp.add_app_template_filter(customer_words, "stage")
bp.add_app_template_filter(stage_now, "stage_now")
bp.add_app_template_global(about_option)
bp.add_app_template_filter(awaited_approval, "awaited_approval")
bp.add_app_template_filter(seal_of, "seal_of")
bp.add_app_template_filter(timeline, "timeline")
bp.add_app_template_filter(sets_of, "sets_of")
bp.add_app_template_filter(expected, "expected")
bp.add_app_template_filter(may_be_asked_for, "may_be_asked_for")
bp.add_app_template_filter(NAMES.__getitem__, "mail_name")
bp.add_app_template_filter(tracking_url, "tracking_url")
bp.add_app_template_filter(may_be_given_up, "may_be_given_up")
bp.add_app_template_filter(pay_first, "pay_first")
bp.add_app_template_filter(statement_of, "statement")
bp.add_app_template_filter(payment_words, "payment_words")
bp.add_app_template_filter(lambda order: bool(underway(order).value), "payment_on_its_way")
bp.add_app_template_filter(lambda order: due_on(order, unpaid(order)), "to_be_paid_by")

A_PAGE = 20

_ITEMS = selectinload(Order.items)
BRIEFLY = (  # orders with all that says where their items stand
    _ITEMS.selectinload(OrderItem.slots),
    _ITEMS.selectinload(OrderItem.stages),
    _ITEMS.selectinload(OrderItem.questions),
    _ITEMS.selectinload(OrderItem.print_jobs),
)
_ITS_ITEMS = joinedload(Order.items)
WHOLE = (  # an order with all that its page shows, in a fixed number of statements
    _ITS_ITEMS.selectinload(OrderItem.slots),
    _ITS_ITEMS.selectinload(OrderItem.stages),
    _ITS_ITEMS.selectinload(OrderItem.events),
    _ITS_ITEMS.selectinload(OrderItem.questions),
    _ITS_ITEMS.selectinload(OrderItem.cancellations),
    _ITS_ITEMS.selectinload(OrderItem.set_cancellations),
    _ITS_ITEMS.selectinload(OrderItem.print_jobs).joinedload(PrintJob.history),
)


@bp.app_template_filter("order_stage")
def order_stage(order: Order) -> Stage:
    """In the words for the items that decide it, first what is wanted of somebody; of what only
    some are, it says so."""
    stages = [customer_words(item) for item in order.items if item.status == order.status]
    stage = next((stage for stage in stages if stage.tone == "warn"), stages[0])
    some = order.status == ItemStatus.CANCELLING and any(
        item.status not in (ItemStatus.CANCELLING, ItemStatus.CANCELLED) for item in order.items
    )
    if some:
        label = f"Partly {stage.label.lower()}"
        return replace(stage, label=label)
    return stage


@bp.get("/orders/")
def index() -> ResponseReturnValue:
    """One's own, and what was ordered in this browser as a guest."""
    theirs = Order.secret.in_(secrets_of_browser())
    if current_user.is_authenticated:
        theirs |= Order.user_id == current_user.id
    elif not secrets_of_browser():
        return login_manager.unauthorized()  # type: ignore[no-any-return]
    mine = select(Order).where(theirs).options(*BRIEFLY).order_by(Order.id.desc())
    return render_template("orders/index.html", page=page_of(mine, A_PAGE))


def _as_always() -> bool:
    return "paying" not in request.args


@bp.get("/orders/<number>")
@limiter.limit("30 per minute", exempt_when=_as_always)  # it may ask the provider
def order(number: str) -> ResponseReturnValue:
    if key := request.args.get("key", ""):
        _open_with(key, number)
        return redirect(url_for("orders.order", number=number))  # the key leaves the address
    order = my_order_or_404(number)
    looks = request.args.get("paying", 0, int)
    stands = underway(order, looks=looks)
    if looks and (begun := to_ask_about(order)) is not None:
        enqueue(jobs.check_payment, begun)
    page = Response(order_page(order, stands))
    if 0 < looks < MOST_LOOKS and stands is not Underway.OPEN:  # what the bank says shows by itself
        again = url_for("orders.order", number=number, paying=looks + 1)
        page.headers["Refresh"] = f"{SECONDS}; url={again}"
    return page


def order_page(order: Order, stands: Underway | None = None) -> str:
    left, stands = unpaid(order), stands or underway(order)
    return render_template(
        "orders/order.html",
        order=order,
        may_claim=_may_claim(order),
        mails=mails_of(order),
        method=METHODS.get(order.payment_method),
        payment_words=payment_words(order, stands),
        may_pay=may_be_paid_now(order),
        too_little=too_little(order),
        to_pay=PAY[stands],
        left=left,
        due_now=due_now(order),
        due_on=due_on(order, left) if left and owes(order) and PAY[stands] else None,
        invoices=invoices_of(order),
    )


@bp.app_template_filter("mail_state")
def mail_state(notice: Notice, for_staff: bool = False) -> str:
    """Whether a mail was sent; and for staff, why it was not."""
    if notice.sent_at and notice.kept_here:
        when = f" It was written on {moment(notice.sent_at)} and is only kept on this machine."
        return f"Not sent: there is no mail server.{when}" if for_staff else NO_MAIL
    if notice.sent_at:
        return f"Sent {moment(notice.sent_at, zone=not for_staff)}"
    if not (notice.trouble or config().sends_mail):
        return "Not sent: there is no mail server." if for_staff else NO_MAIL
    if not (notice.trouble and for_staff):
        return "We couldn't send it yet." if notice.trouble else "It will be sent soon."
    tries = f"after {notice.tries} tries" if notice.tries > 1 else "yet"
    again = f" It is tried again after {moment(notice.not_before)}." if notice.not_before else ""
    return f"Not sent {tries}. {notice.trouble}{'' if notice.given_up else again}"


@bp.post("/orders/<number>/claim")
@login_required  # type: ignore[untyped-decorator]
def claim(number: str) -> ResponseReturnValue:
    """A guest's order moves into the guest's account."""
    order = my_order_or_404(number)
    try:
        adopt(order, current_user)
    except NotTheirs:
        abort(409)
    db.session.commit()
    flash("The order is in your account now.")
    return redirect(url_for("orders.order", number=number))


def _open_with(key: str, number: str) -> None:
    """Remember in this browser that the key to the order was shown."""
    orders = "Your orders", url_for("orders.index")
    try:
        order = order_behind(key)
    except LinkExpired:
        raise NotHere(
            "This link has expired",
            "A link opens its order for a year. If you have an account, sign in.",
            orders,
        ) from None
    if order is None or order.number != number:
        raise NotHere(
            "This link doesn't open an order",
            "Part of it may be missing. Open it again, or copy "
            "all of it. If you ordered with an account, sign in.",
            orders,
        )
    remember(order)


def my_order(number: str) -> Order | None:
    """The order if it is this customer's, or a guest's whose link was opened here."""
    known_so = select(Order).where(Order.number == number).options(*WHOLE)
    order = db.session.scalars(known_so).unique().one_or_none()
    if order is None:
        return None
    if current_user.is_authenticated and order.user_id == current_user.id:
        return order
    return order if is_remembered(order) else None


def my_order_or_404(number: str) -> Order:
    """The same; else a page that says how to come to an order."""
    order = my_order(number)
    if order is None:
        raise not_found(number)
    return order


def not_found(number: str) -> HTTPException:
    """The page that says how to come to an order."""
    page = render_template("orders/not_found.html", number=number)
    return HTTPException(response=Response(page, status=404))


def _may_claim(order: Order) -> bool:
    return bool(current_user.is_authenticated) and may_adopt(order, current_user)
