"""People, their accounts at 4Over, and what the shop decided about others than the test's."""

from decimal import Decimal

from storefront.accounts.models import Role, UserGroup
from storefront.audit import AuditEntry
from storefront.partner.models import Environment
from storefront.quotes.models import MarkupRule, TaxRule
from tests.factories import (
    a_user,
    an_account,
)
from tests.neighbors.values import LONG_AGO, ONE_DAY, save


def people():
    """Somebody with a group and an account at 4Over, and somebody who may not come in any more."""
    (group,) = save(UserGroup(name="Neighbors"))
    nell = a_user(email="nell@neighbors.example", name="Nell Neighbor", group_id=group.id)
    a_user(Role.ADMIN, "gone@neighbors.example", name="Former Admin", disabled=True)
    staging = an_account(owner_id=nell.id, tested_at=LONG_AGO, **_keys("nells"))
    staging.breaker_opened_at, staging.breaker_reason = ONE_DAY, "the neighbors' answer was lost"
    an_account(retired_at=LONG_AGO, **_keys("retired"))
    production = an_account(Environment.PRODUCTION, **_keys("live"))
    save(
        MarkupRule(user_group_id=group.id, percent=Decimal(777)),
        TaxRule(state="WY", rate=Decimal("7.77"), on_shipping=True, name="Wyoming tax"),
        TaxRule(state="NY", zip_from="13950", zip_to="13959", rate=Decimal("7.71"), name="Nutmeg"),
        AuditEntry(who="gone@neighbors.example", action="changed the neighbors", at=LONG_AGO),
    )
    return nell, staging, production


def _keys(name):
    return {
        "name": "Neighbors",
        "public_key": f"neighbors-{name}",
        "card": f"neighbors-card-{name}",
        "card_type": "Discover",
        "card_last_four": "7117",
    }
