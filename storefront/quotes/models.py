"""Quotes, and the two tables that turn a cost into what a customer pays: markups and taxes."""

import secrets
from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, composite, mapped_column, relationship

from storefront.catalog.choice_words import named_alone
from storefront.catalog.models import Product
from storefront.clock import now
from storefront.database import Identifier, Model, word_of
from storefront.fourover.payloads import Choice
from storefront.money import Money
from storefront.page_cache import SeenByVisitors
from storefront.partner.models import Environment, PartnerAccount
from storefront.quotes.choice import choice_columns


class Quote(Model):
    """A promise: this selection, at this price, until then. Never edited once made."""

    id: Mapped[int] = mapped_column(primary_key=True)
    token: Mapped[str] = mapped_column(
        String(32), unique=True, default=lambda: secrets.token_hex(16)
    )
    environment: Mapped[Environment] = mapped_column(word_of(Environment))
    account_id: Mapped[int] = mapped_column(ForeignKey("partner_account.id"))  # whose cost it is
    product_id: Mapped[int] = mapped_column(ForeignKey("product.id"))
    product_uuid: Mapped[str] = mapped_column(Identifier)
    choice: Mapped[Choice] = composite("product_uuid", *choice_columns(), "sets")
    runsize: Mapped[int]
    sets: Mapped[int] = mapped_column(default=1)
    most_sets: Mapped[int] = mapped_column(default=1)  # of it that could be ordered at once
    choices: Mapped[list[Any]] = mapped_column(default=list)  # [[question, answer], …] in words
    cost: Mapped[Decimal]  # 4Over's, exact, of all its sets
    price: Mapped[Decimal] = mapped_column(Money)
    rule: Mapped[str] = mapped_column(String(200))  # which markup made the price, in words
    loss_agreed: Mapped[bool] = mapped_column(default=False)  # to be sold even under cost
    user_group_id: Mapped[int | None]  # of the customer it was made for: others have other prices
    made_at: Mapped[datetime] = mapped_column(default=now)
    valid_until: Mapped[datetime]

    product: Mapped[Product] = relationship()
    account: Mapped[PartnerAccount] = relationship()

    @property
    def brief(self) -> list[str]:
        """The answers alone, in a line; with its question what says nothing by itself."""
        return [named_alone(asked, answer) for asked, answer in self.choices]

    @property
    def expired(self) -> bool:
        return now() > self.valid_until


class MarkupRule(SeenByVisitors, Model):
    """What is added to a cost. The rule that names the most wins; the default is a setting."""

    id: Mapped[int] = mapped_column(primary_key=True)
    user_group_id: Mapped[int | None] = mapped_column(ForeignKey("user_group.id"))
    product_group_id: Mapped[int | None] = mapped_column(ForeignKey("product_group.id"))
    product_id: Mapped[int | None] = mapped_column(ForeignKey("product.id"))
    percent: Mapped[Decimal]  # of the cost; below zero is a discount
    fixed: Mapped[Decimal] = mapped_column(Money, default=Decimal("0.00"))
    minimum: Mapped[Decimal] = mapped_column(Money, default=Decimal("0.00"))  # least markup
    active: Mapped[bool] = mapped_column(default=True)
    # staff said yes to selling under cost, for the products in `AgreedLoss`
    loss_agreed: Mapped[bool] = mapped_column(default=False)


class AgreedLoss(Model):
    """A product that staff said yes to selling under cost by a rule, or by the default."""

    id: Mapped[int] = mapped_column(primary_key=True)
    # None: the default
    rule_id: Mapped[int | None] = mapped_column(ForeignKey("markup_rule.id"), index=True)
    product_id: Mapped[int] = mapped_column(ForeignKey("product.id"), index=True)


class TaxRule(Model):
    """The rate for a state, or for a range of ZIP codes in it. The narrowest that fits wins."""

    id: Mapped[int] = mapped_column(primary_key=True)
    state: Mapped[str] = mapped_column(String(2))
    zip_from: Mapped[str] = mapped_column(String(5), default="")  # both empty: the whole state
    zip_to: Mapped[str] = mapped_column(String(5), default="")
    rate: Mapped[Decimal]  # in percent: 8.875
    on_shipping: Mapped[bool] = mapped_column(default=False)
    name: Mapped[str] = mapped_column(String(120), default="Sales tax")
