"""Markup rules: what is added to 4Over's cost, for whom and for what."""

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import select

from storefront.accounts.models import UserGroup
from storefront.admin.asking import before_deleting
from storefront.admin.blueprint import MenuGroup, bp, in_menu
from storefront.admin.changes import assign, form_page, note
from storefront.admin.forms import MarkupForm
from storefront.admin.money.below_cost import LossQuestion, question, say_what_loses
from storefront.admin.money.markup_effect import Example, rule_with, tried, words_without
from storefront.catalog.models import Product, ProductGroup
from storefront.database import db
from storefront.money import NOTHING, format_money
from storefront.numbers import percent
from storefront.partner.account import environment
from storefront.quotes.agreed import agree_to, agreed_products
from storefront.quotes.losses import Losses, losses_of_rule, without_yes
from storefront.quotes.markup import default_markup, weight
from storefront.quotes.models import MarkupRule
from storefront.web.forms import offer

SAME_SCOPE = (
    "Rule {0} is for the same customers and products, and only one can apply. "
    "Change rule {0}, or deactivate one of the two."
)

Scope = tuple[int | None, int | None, int | None]


@bp.get("/markups/")
@in_menu(MenuGroup.PRICES, 1, "Markups")
def markups() -> ResponseReturnValue:
    rows = db.session.execute(
        select(MarkupRule, UserGroup.name, Product, ProductGroup.name)
        .outerjoin(UserGroup, UserGroup.id == MarkupRule.user_group_id)
        .outerjoin(Product, Product.id == MarkupRule.product_id)
        .outerjoin(ProductGroup, ProductGroup.id == MarkupRule.product_group_id)
        .order_by(MarkupRule.id.desc())
    ).all()
    ordered = sorted(rows, key=lambda row: weight(row[0]), reverse=True)
    in_effect: dict[Scope, int] = {}
    for rule, *_ in ordered:
        if rule.active:
            in_effect.setdefault(scope_of(rule), rule.id)
    return render_template(
        "admin/markups.html",
        rows=[(*row, in_effect.get(scope_of(row[0]))) for row in ordered],
        default=default_markup(),
        without_yes=without_yes(),
    )


def scope_of(rule: MarkupRule) -> Scope:
    """For whom and what it is: of several rules for the same, the newest alone counts."""
    return rule.user_group_id, rule.product_group_id, rule.product_id


@bp.route("/markups/new", methods=["GET", "POST"])
def new_markup() -> ResponseReturnValue:
    return _edit(None)


@bp.route("/markups/<int:rule_id>", methods=["GET", "POST"])
def markup(rule_id: int) -> ResponseReturnValue:
    return _edit(db.get_or_404(MarkupRule, rule_id))


@bp.route("/markups/<int:rule_id>/deletion", methods=["GET", "POST"])
def delete_markup(rule_id: int) -> ResponseReturnValue:
    rule = db.get_or_404(MarkupRule, rule_id)
    back = url_for("admin.markups")
    if asking := before_deleting(f"markup rule {rule_id}", words_without(rule), back):
        return asking
    note(
        "markup rule deleted",
        f"rule {rule_id}",
        f"{percent(rule.percent)} + {format_money(rule.fixed)}",
    )
    agree_to(rule_id, ())
    db.session.delete(rule)
    db.session.flush()
    say_what_loses()
    db.session.commit()
    flash("The rule is deleted. Prices quoted with it hold until they expire.")
    return redirect(url_for("admin.markups"))


def _edit(rule: MarkupRule | None) -> ResponseReturnValue:
    form = _form(rule)
    examples: list[Example] | None = None
    below_cost: LossQuestion | None = None
    if form.validate_on_submit() and (values := _values(form, rule)) is not None:
        losses = _losses(rule, values)
        below_cost = question(" ".join(map(str, values.values())), losses)
        if "preview" in request.form:
            examples = tried(rule, values)
        elif below_cost is None:
            row = rule or MarkupRule()
            to_note = _changes(rule, values) or bool(losses)
            if to_note:
                values["loss_agreed"] = bool(losses)
            changed = assign(row, **values)
            db.session.add(row)
            db.session.flush()
            if to_note:
                agree_to(row.id, losses.product_ids)
            if changed:
                what = "markup rule changed" if rule else "markup rule created"
                note(what, f"rule {row.id}", changed)
            db.session.commit()
            flash("The rule is saved and applies to all prices from now on.")
            return redirect(url_for("admin.markups"))
    asked = below_cost is not None and examples is None
    return form_page(
        "admin/markup.html",
        form,
        422 if asked else 200,
        rule=rule,
        examples=examples,
        below_cost=below_cost,
    )


def _changes(rule: MarkupRule | None, values: dict[str, object]) -> bool:
    return rule is None or any(getattr(rule, name) != value for name, value in values.items())


def _losses(rule: MarkupRule | None, values: dict[str, Any]) -> Losses:
    """What the rule would sell under cost; nothing where it is not in use, or is saved as it is and
    somebody said yes to all of that."""
    if not values["active"]:
        return Losses()
    losses = losses_of_rule(rule_with(rule, values))
    if rule is None or _changes(rule, values):
        return losses
    return Losses() if losses.product_ids <= agreed_products(rule.id) else losses


def _form(rule: MarkupRule | None) -> MarkupForm:
    if rule is None:
        form = MarkupForm(active=True, fixed=NOTHING, minimum=NOTHING)
    else:
        product = db.session.get(Product, rule.product_id) if rule.product_id else None
        form = MarkupForm(
            obj=rule,
            user_group=rule.user_group_id,
            product_group=rule.product_group_id,
            product_code=product.code if product else "",
        )
    users = db.session.scalars(select(UserGroup).order_by(UserGroup.name))
    products = db.session.scalars(select(ProductGroup).order_by(ProductGroup.name))
    offer(form.user_group, list(users), "All customers")
    offer(form.product_group, list(products), "All products")
    return form


def _values(form: MarkupForm, rule: MarkupRule | None) -> dict[str, object] | None:
    """The rule's columns, or None when there is no such product."""
    product_id = None
    if code := form.product_code.data:
        product_id = _product_of(code, rule)
        if product_id is None:
            form.product_code.errors = ["There is no product with that code."]
            return None
    if form.active.data and (other := _rule_for(form, product_id, rule)):
        form.active.errors = [SAME_SCOPE.format(other)]
        return None
    return {
        "user_group_id": form.user_group.data,
        "product_group_id": form.product_group.data,
        "product_id": product_id,
        "percent": form.percent.data,
        "fixed": form.fixed.data,
        "minimum": form.minimum.data,
        "active": form.active.data,
    }


def _rule_for(form: MarkupForm, product_id: int | None, rule: MarkupRule | None) -> int | None:
    """Another rule in use for the same customers and products."""
    values = (form.user_group.data, form.product_group.data, product_id)
    columns = (MarkupRule.user_group_id, MarkupRule.product_group_id, MarkupRule.product_id)
    same = [column == value for column, value in zip(columns, values, strict=True)]
    if rule:
        if rule.active and scope_of(rule) == values:
            return None  # it stands beside it already; the list says which of them counts
        same.append(MarkupRule.id != rule.id)
    return db.session.scalar(select(MarkupRule.id).where(MarkupRule.active, *same))


def _product_of(code: str, rule: MarkupRule | None) -> int | None:
    """The product of that code: the rule's own, which may be of the other environment, first."""
    named = select(Product.id).where(Product.code == code)
    own = named.where(Product.id == rule.product_id) if rule and rule.product_id else None
    if own is not None and (product := db.session.scalar(own)):
        return product
    return db.session.scalar(named.where(Product.environment == environment()))
