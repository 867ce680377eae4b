"""Staff give money back though nothing is canceled. Somebody settles it under Refunds."""

from flask.typing import ResponseReturnValue

from storefront.admin.blueprint import bp, for_staff
from storefront.admin.changes import me
from storefront.admin.money.refund_forms import GoodwillForm
from storefront.admin.orders.order_acts import done, filled_in, item_or_404
from storefront.admin.orders.order_pages import order_or_404
from storefront.admin.orders.payment_acts import commit_and_push
from storefront.money import format_money
from storefront.payments.goodwill import grant
from storefront.payments.receiving import payment_came


@bp.post("/orders/<number>/refunds")
@for_staff
def grant_refund(number: str) -> ResponseReturnValue:
    order, form = order_or_404(number), filled_in(GoodwillForm())
    item = item_or_404(number, int(form.item.data)) if (form.item.data or "").isdigit() else None
    grant(
        order,
        form.amount.data,
        item=item,
        by=me(),
        reason=form.reason.data,
        shown=form.shown.data,
    )
    commit_and_push(payment_came(order, by=me()))  # what is left of it may be paid by that
    amount = format_money(form.amount.data)
    return done(number, f"{amount} is to be refunded. Record it below once it is given back.")
