"""The rules for print files: the table, what the shop has set otherwise, and their editions."""

from flask import abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import select

from storefront.admin.artwork.rule_forms import LEVELS, RuleForm
from storefront.admin.asking import before_deleting
from storefront.admin.blueprint import MenuGroup, bp, in_menu
from storefront.admin.changes import form_page, me, note
from storefront.artwork.rules.editions import new_rules, rules_in_force
from storefront.artwork.rules.findings import Level
from storefront.artwork.rules.models import RuleOverride, RulesEdition
from storefront.artwork.rules.table import EDITION, RULES, settings_of
from storefront.artwork.rules.texts import TEXTS
from storefront.artwork.rules.wanted import Profile
from storefront.catalog.models import Category, Product
from storefront.database import db
from storefront.partner.account import environment
from storefront.web.forms import offer

PROFILES = {
    Profile.SHEET: "Cards and press sheets",
    Profile.BOOKLET: "Booklets",
    Profile.LARGE: "Banners, signs, boards",
    Profile.TEMPLATE: "Folders, boxes, envelopes, die cuts",
    Profile.MASK: "Masks",
    Profile.OTHER: "Of no known size",
}
SHOWN = 20  # editions


@bp.get("/artwork-rules/")
@in_menu(MenuGroup.PRODUCTS, 7, "Artwork rules")
def artwork_rules() -> ResponseReturnValue:
    force = rules_in_force()
    editions = select(RulesEdition).order_by(RulesEdition.id.desc()).limit(SHOWN)
    return render_template(
        "admin/artwork_rules.html",
        rules=RULES,
        texts=TEXTS,
        profiles={PROFILES[profile]: settings_of(profile) for profile in Profile},
        overrides=[(place, one, _named(one)) for place, one in enumerate(force.overrides)],
        levels=LEVELS,
        edition=f"{EDITION}.{force.number}",
        number=force.number,
        editions=db.session.scalars(editions).all(),
    )


@bp.route("/artwork-rules/new", methods=["GET", "POST"])
def new_artwork_rule() -> ResponseReturnValue:
    form = RuleForm()
    categories = select(Category).where(Category.environment == environment())
    offer(form.category, [*db.session.scalars(categories.order_by(Category.partner_name))], "All")
    if form.validate_on_submit() and (override := _override(form)):
        kept = [one for one in rules_in_force().overrides if not _same(one, override)]
        if _says_the_table(override) and len(kept) == len(rules_in_force().overrides):
            form.level.errors = ["The table says so already."]
            return form_page("admin/artwork_rule.html", form)
        new_rules([*kept, override], me())
        note("artwork rule changed", TEXTS[override.rule].title, _named(override))
        db.session.commit()
        flash("Saved. It counts from now on; what customers said yes to is asked again.")
        return redirect(url_for("admin.artwork_rules"))
    return form_page("admin/artwork_rule.html", form)


@bp.route("/artwork-rules/<int:edition_id>/<int:place>/deletion", methods=["GET", "POST"])
def delete_artwork_rule(edition_id: int, place: int) -> ResponseReturnValue:
    """Of the edition in force, the one that stands in that place."""
    force = rules_in_force()
    if edition_id != force.number or place >= len(force.overrides):
        abort(404)
    override = force.overrides[place]
    what = f"the rule on {TEXTS[override.rule].title} for {_named(override)}"
    says = ["Files are judged by the table again. What customers said yes to is asked again."]
    if asking := before_deleting(what, says, url_for("admin.artwork_rules")):
        return asking
    new_rules([one for one in force.overrides if one is not override], me())
    note("artwork rule deleted", TEXTS[override.rule].title, _named(override))
    db.session.commit()
    flash("Rule deleted.")
    return redirect(url_for("admin.artwork_rules"))


def _override(form: RuleForm) -> RuleOverride | None:
    code, product = form.product.data, None
    if code:
        its = select(Product).where(Product.environment == environment(), Product.code == code)
        product = db.session.scalar(its)
        if product is None:
            form.product.errors = ["No product has this code."]
            return None
    return RuleOverride(
        rule=form.rule.data,
        level=Level(form.level.data),
        target=form.measured,
        category_id=None if product else form.category.data,
        product_id=product.id if product else None,
    )


def _says_the_table(override: RuleOverride) -> bool:
    levels = {settings_of(profile)[override.rule].level for profile in Profile}
    return override.target is None and levels == {override.level}


def _same(one: RuleOverride, other: RuleOverride) -> bool:
    """Whether they speak of the same rule for the same things."""
    return (one.rule, one.category_id, one.product_id) == (
        other.rule,
        other.category_id,
        other.product_id,
    )


def _named(override: RuleOverride) -> str:
    """What it is for, in words."""
    if override.product_id:
        product = db.session.get(Product, override.product_id)
        return product.code if product else "a product that is gone"
    if override.category_id:
        category = db.session.get(Category, override.category_id)
        return category.name if category else "a category that is gone"
    return "everything"
