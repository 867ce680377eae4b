"""Fills the demo's shop. What is there already stays as it is."""

import secrets
from decimal import Decimal
from pathlib import Path
from typing import TypeVar

import click
from flask import Flask
from sqlalchemy import select

from storefront.accounts.email import normal_email
from storefront.accounts.models import Role, User, UserGroup
from storefront.accounts.registering import create_user
from storefront.accounts.signing_in import set_password
from storefront.catalog.models import Product, ProductGroup, SyncSource, Workflow
from storefront.catalog.stages import Gate, WorkflowStage
from storefront.cli.catalog import run_here
from storefront.database import Model, db, end_transaction
from storefront.fourover.errors import FourOverError
from storefront.partner import connecting
from storefront.partner.models import Environment, PartnerAccount
from storefront.quotes.models import MarkupRule, TaxRule
from storefront.settings import save_setting
from storefront.supervise.demo import read_people, write_people

Row = TypeVar("Row", bound=Model)

KEYS = "sandbox_public", "sandbox-private-key"  # those that the sandbox knows; they open no more
BY = "demo"
PEOPLE = {
    Role.CUSTOMER: ("customer@shop.example", "Casey Customer"),
    Role.STAFF: ("staff@shop.example", "Sam Staff"),
    Role.ADMIN: ("admin@shop.example", "Ada Admin"),
}
CREDIT = Decimal(500)  # what the demo's customer may owe; all others pay first
# Sample rates, near the real ones but not to be relied on: state, ZIP from, to, %, on shipping
TAXES = [
    ("CA", "", "", "7.25", False),
    ("FL", "", "", "6", True),
    ("NY", "", "", "4", True),
    ("NY", "10001", "10292", "8.875", True),
    ("TX", "", "", "6.25", True),
    ("WA", "", "", "6.5", True),
]


PAID = WorkflowStage(Gate.PAYMENT, "Payment", "We go on as soon as it is paid for")
LOOKED_AT = WorkflowStage(Gate.STAFF, "Proofreading", "We are looking through your files")
APPROVED = WorkflowStage(
    Gate.CUSTOMER, "Customer's approval", "Please look at your files once more and approve them"
)


def fill(app: Flask) -> None:
    """Settings, people, the connection to the sandbox, and its catalog."""
    with app.app_context():
        if not db.session.scalar(select(PartnerAccount.id).limit(1)):
            set_up_shop()
            connect()
        people(Path(app.instance_path))
        db.session.commit()
        if not db.session.scalar(select(Product.id).limit(1)):
            end_transaction()
            run_here(SyncSource.FOUROVER)


def set_up_shop() -> None:
    """Settings, groups and tax as an owner might choose them."""
    customers = _add(UserGroup(name="Customers"))
    resellers = _add(UserGroup(name="Resellers"))
    imported = _add(ProductGroup(name="Print products"))
    straight = _add(Workflow(name="Straight to print"))
    _add(Workflow(name="Look at it first", stages=(PAID, LOOKED_AT)))
    _add(Workflow(name="Customer approves", stages=(LOOKED_AT, APPROVED, PAID)))
    _add(MarkupRule(user_group_id=resellers.id, percent=Decimal(25)))
    for state, first, last, rate, on_shipping in TAXES:
        _add(
            TaxRule(
                state=state,
                zip_from=first,
                zip_to=last,
                rate=Decimal(rate),
                on_shipping=on_shipping,
                name=f"Sales tax, {state}",
            )
        )
    for name, value in {
        "shop_name": "Larkspur Print",
        "shop_email": "hello@shop.example",
        "active": True,
        "send_orders_as_test": True,
        "default_user_group": customers.id,
        "default_product_group": imported.id,
        "default_workflow": straight.id,
    }.items():
        save_setting(name, value)
    db.session.commit()


def connect() -> None:
    """To the sandbox, as an admin would to 4Over: keys, test, and a card that is no Dummy."""
    try:
        tried = connecting.try_keys(Environment.STAGING, *KEYS)
        connecting.take_keys(tried, BY, tried.usable[0].token)
    except (connecting.BadKeys, FourOverError) as trouble:
        raise click.ClickException(str(trouble)) from None
    db.session.commit()


def people(instance: Path) -> None:
    """One of each role. A password that we no longer know is made anew."""
    known = read_people(instance)
    for role, (address, name) in PEOPLE.items():
        email = normal_email(address)
        user = db.session.scalar(select(User).where(User.email == email))
        if user and role in known:
            continue
        password = "-".join(secrets.token_hex(2) for _ in range(3))
        if user:
            set_password(user, password)
        else:
            user = create_user(email, password, role, name)
            if role == Role.CUSTOMER:
                user.credit_limit = CREDIT
        known[role] = email, password
    write_people(instance, known)


def _add(row: Row) -> Row:
    db.session.add(row)
    db.session.flush()
    return row
