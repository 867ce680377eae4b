"""Asking 4Over what a choice costs now, and promising the customer a price for it."""

from datetime import timedelta
from decimal import Decimal

from storefront.catalog.models import Product
from storefront.catalog.options import Kind
from storefront.catalog.spec import ProductSpec
from storefront.clock import now
from storefront.fourover.client import FourOver
from storefront.fourover.errors import NOT_FOUND, Refused
from storefront.fourover.payloads import Choice
from storefront.money import NOTHING
from storefront.partner.models import PartnerAccount
from storefront.quotes.agreed import may_lose
from storefront.quotes.markup import Markup
from storefront.quotes.models import Quote
from storefront.quotes.price import price_of
from storefront.quotes.selection import Picks, Selection, choose, most_sets
from storefront.settings import shop_settings


class Gone(Refused):
    """4Over does not print the product any more, whatever is chosen."""


def ask_cost(client: FourOver, choice: Choice) -> Decimal:
    """`cost_now`, for somebody who still chooses.

    Raises Gone where 4Over says of the product, too, that there is none: no answer is no such
    word. Raises Refused where it does not print it so or has no price, Unreachable, or Unclear.
    """
    try:
        return cost_now(client, choice)
    except Refused as refusal:
        if refusal.status == NOT_FOUND and not client.prints(choice.product_uuid):
            raise Gone(refusal.words, status=NOT_FOUND) from None
        raise


def cost_now(client: FourOver, choice: Choice) -> Decimal:
    """What all its sets cost now, exact (API 6). Call it with no transaction open.

    A quote is of one set, and each is a job of its own (API 4.3). What 4Over takes off several is
    a share of the base price here, the least that it can be: of what is not said (API 16). Raises
    Refused, Unreachable or Unclear.
    """
    one = client.quote(choice)
    if choice.sets == 1:
        return one.total
    return choice.sets * (one.total - one.base * _discount(client, choice))


def _discount(client: FourOver, choice: Choice) -> Decimal:
    """The share that is taken off each of so many sets; nothing where 4Over lists none."""
    try:
        rows = client.quantity_discounts(choice)
    except Refused as refusal:
        if refusal.credentials:
            raise
        return NOTHING
    return min((row.share for row in rows if row.is_for(choice.sets)), default=NOTHING)


def make_quote(
    product: Product,
    selection: Selection,
    cost: Decimal,
    account: PartnerAccount,
    markup: Markup,
) -> Quote:
    """The promise, for as many hours as the shop's settings say. The caller adds and commits it."""
    price = price_of(cost, markup, selection.choice.sets)
    return Quote(
        environment=account.environment,
        account_id=account.id,
        product_id=product.id,
        choice=selection.choice,
        runsize=selection.runsize,
        most_sets=most_sets(selection.base),
        choices=selection.choices,
        cost=cost,
        price=price.price,
        rule=price.rule,
        loss_agreed=may_lose(product.id, markup),
        user_group_id=markup.user_group_id,
        valid_until=now() + timedelta(hours=shop_settings().quote_hours),
    )


def picks_of(quote: Quote) -> Picks:
    """What was picked for this quote, to ask for it again."""
    return picks_of_choice(quote.product.spec, quote.choice)


def picks_of_choice(spec: ProductSpec, choice: Choice) -> Picks:
    """What was picked for it, as far as the product still has it."""
    options: dict[str, tuple[str, ...]] = {}
    picked = {*choice.option_uuids, *choice.described_uuids}
    for group in (*spec.finishing, *spec.described):
        chosen = tuple(o.uuid for o in group.options if o.uuid in picked)
        if chosen:
            options[group.uuid] = chosen
    chosen = (choice.colorspec_uuid, choice.runsize_uuid, choice.turnaround_uuid)
    return Picks(*chosen, options, choice.sets)


def described_by(spec: ProductSpec, choice: Choice) -> list[str]:
    """What is known of the piece by its descriptions: Horizontal. Chosen, or the only answer."""
    return [
        option.label
        for group in spec.groups
        if group.kind == Kind.DESCRIPTIVE
        for option in group.options
        if option.uuid in choice.described_uuids or len(group.options) == 1
    ]


def selection_of(quote: Quote) -> Selection:
    """The same selection by today's spec. Raises NotOffered if that is printed no more."""
    return choose(quote.product.spec, picks_of(quote))
