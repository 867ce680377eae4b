"""No two products have the same title."""

from types import SimpleNamespace

from storefront.catalog.facts import facts
from storefront.catalog.models import Product
from storefront.catalog.naming import family_name
from storefront.catalog.options import Option, OptionGroup
from storefront.catalog.presentation import composed_title_of, title_of
from storefront.catalog.setting_apart import set_apart, words_apart
from storefront.catalog.spec import Kind, ProductSpec
from storefront.database import db
from storefront.partner.models import Environment
from storefront.sandbox.catalog import Catalog
from storefront.sandbox.catalog.lines import LINES
from storefront.sandbox.catalog.oddities import oddities
from storefront.sandbox.catalog.sheet import _groups
from tests.factories import a_product, a_spec
from tests.neighbors import mine

ALL = 9500  # as many as a real account has


def product(uuid, *labels, environment=Environment.STAGING, **made):
    groups = [OptionGroup(f"g-{one}", "Majestic", 1, 1, (Option(one, one),)) for one in labels]
    spec = a_spec(uuid=uuid, code=f"CODE-{uuid}", groups=groups)
    one = a_product(spec, family="Cards", environment=environment)
    one.size, one.stock, one.coating = "4x6", made.get("stock", "16PT"), made.get("coating", "UV")
    db.session.commit()
    return one


def titles():
    db.session.expire_all()
    found = mine(Product)
    return {one.code: title_of(one).removeprefix('Cards, 4" x 6", 16 pt, ') for one in found}


def test_what_only_one_of_them_is_stands_behind_its_title(app):
    product("a", "Silver")
    product("b", "Silver", "Akuafoil")
    product("c", coating="AQ")
    changed = set_apart(Environment.STAGING)
    assert titles() == {
        "CODE-a": "UV gloss", "CODE-b": "UV gloss, Akuafoil", "CODE-c": "aqueous",
    }  # fmt: skip
    assert len(changed) == 1
    assert set_apart(Environment.STAGING) == []


def test_where_nothing_else_tells_them_apart_the_code_does(app):
    product("a"), product("b"), product("c", environment=Environment.PRODUCTION)
    set_apart(Environment.STAGING)
    assert titles() == {
        "CODE-a": "UV gloss, CODE-a", "CODE-b": "UV gloss, CODE-b", "CODE-c": "UV gloss",
    }  # fmt: skip


def test_alone_again_it_needs_no_more(app):
    product("a")
    other = product("b")
    set_apart(Environment.STAGING)
    other.available = False
    set_apart(Environment.STAGING)
    assert titles()["CODE-a"] == "UV gloss"


def test_stocks_of_two_codes_and_one_word_are_told_apart_too(app):
    product("a", stock="14PT C2S"), product("b", stock="14PT")
    set_apart(Environment.STAGING)
    assert len(set(titles().values())) == 2


def test_no_two_titles_of_a_whole_catalog_are_alike(app):
    catalog = Catalog(ALL, seed=1)
    specs, made = {}, []
    for number, listing in enumerate(catalog.listings):
        spec = specs[number] = spec_of(listing)
        named = {kind: spec.named(Kind(kind)) for kind in ("size", "stock", "coating")}
        made.append(
            SimpleNamespace(
                id=number,
                code=spec.code,
                partner_name=spec.description,
                family=family_name(spec, listing.category.name),
                title="",
                apart="",
                **named,
            )
        )
    without = {composed_title_of(one) for one in made}
    said = words_apart(made, lambda ids: {id_: [o for _, o in facts(specs[id_])] for id_ in ids})
    for one in made:
        one.apart = said.get(one.id, "")
    assert len({composed_title_of(one).casefold() for one in made}) == len(made) == ALL
    assert len(without) < ALL  # the control: their attributes alone do not tell them apart


def spec_of(listing):
    """Without prices, which no title depends on."""
    groups = [
        OptionGroup(g.uuid, g.name, g.least, g.most, tuple(_option(o) for o in g.options))
        for g in _groups(listing, LINES[listing.family.line], oddities(listing))
    ]
    return ProductSpec(listing.uuid, listing.code, listing.description, groups=tuple(groups))


def _option(option):
    return Option(option.uuid, option.name)
