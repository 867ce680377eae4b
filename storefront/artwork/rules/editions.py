"""Which rules are in force: the table of the code, and above it what the shop has set."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from sqlalchemy import select

from storefront.artwork.rules.models import RuleOverride, RulesEdition
from storefront.artwork.rules.rulebook import RuleBook
from storefront.artwork.rules.table import EDITION, settings_of
from storefront.artwork.rules.wanted import Profile
from storefront.catalog.models import Product
from storefront.database import db
from storefront.page_cache import remembered


@dataclass(frozen=True)
class RulesInForce:
    number: int  # of the shop's own changes; 0: none yet
    overrides: tuple[RuleOverride, ...] = ()

    def book(
        self, profile: Profile, product_id: int | None = None, categories: Iterable[int] = ()
    ) -> RuleBook:
        """For a product: what is set for it counts before what is set for its categories."""
        settings = dict(settings_of(profile))
        within = set(categories)
        for one in sorted(self.overrides, key=lambda one: one.narrowness):
            of_product = one.product_id is not None and one.product_id == product_id
            of_category = one.category_id is not None and one.category_id in within
            if (of_product or of_category or one.narrowness == 0) and one.rule in settings:
                was = settings[one.rule]
                target = was.target if one.target is None else one.target
                settings[one.rule] = replace(was, level=one.level, target=target)
        return RuleBook(f"{EDITION}.{self.number}", settings)


def book_for(product: Product, profile: Profile) -> RuleBook:
    """The rules in force for a product."""
    rules = rules_in_force()
    categories = [one.id for one in product.categories] if rules.overrides else []
    return rules.book(profile, product.id, categories)


def rules_in_force() -> RulesInForce:
    return remembered("rules in force", _newest)


def _newest() -> RulesInForce:
    newest = select(RulesEdition).order_by(RulesEdition.id.desc()).limit(1)
    row = db.session.scalar(newest)
    return RulesInForce(row.id, row.overrides) if row else RulesInForce(0)


def new_rules(overrides: Iterable[RuleOverride], who: str) -> RulesEdition:
    """The next edition. The caller commits."""
    edition = RulesEdition(overrides=tuple(overrides), who=who)
    db.session.add(edition)
    return edition
