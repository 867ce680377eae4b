"""The shop's own tax table: 4Over knows nothing of the taxes that customers pay."""

from decimal import Decimal

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import select, tuple_

from storefront.accounts.address import PostalAddress
from storefront.admin.asking import Confirmation, before_deleting
from storefront.admin.blueprint import MenuGroup, bp, in_menu
from storefront.admin.changes import change, form_page, note, values_of
from storefront.admin.money.tax_forms import TaxForm, TaxTestForm
from storefront.database import db
from storefront.numbers import percent
from storefront.quotes.models import TaxRule
from storefront.quotes.tax import covers, rule_among, tax_for

ONLY_ONE = "Only one can apply: change that one, or delete it first."


@bp.get("/tax/")
@in_menu(MenuGroup.PRICES, 2, "Tax")
def tax() -> ResponseReturnValue:
    """The table, and a tester: which tax would be on that order?"""
    tester = TaxTestForm(request.args, goods=Decimal(100), shipping=Decimal(10))
    tested, status = None, 200
    if "zipcode" in request.args:
        if tester.validate():
            tested = tax_for(_address(tester), tester.goods.data, tester.shipping.data)
        else:
            status = 422
    rules = db.session.scalars(select(TaxRule).order_by(TaxRule.state, TaxRule.zip_from)).all()
    return render_template("admin/tax.html", rules=rules, form=tester, tested=tested), status


def _address(tester: TaxTestForm) -> PostalAddress:
    state, zipcode = tester.state.data, tester.zipcode.data
    return PostalAddress(address="1 Sample Street", city="Sample", state=state, zipcode=zipcode)


@bp.route("/tax/new", methods=["GET", "POST"])
def new_tax_rule() -> ResponseReturnValue:
    form, question = TaxForm(name="Sales tax"), None
    if form.validate_on_submit() and _alone(form, None) and not (question := _question(form, None)):
        rule = TaxRule(**values_of(form))
        db.session.add(rule)
        note("tax rule created", _title(rule), f"{percent(rule.rate)}, {rule.name}")
        db.session.commit()
        flash("Tax rule added.")
        return redirect(url_for("admin.tax"))
    return form_page("admin/tax_rule.html", form, rule=None, question=question)


@bp.route("/tax/<int:rule_id>", methods=["GET", "POST"])
def tax_rule(rule_id: int) -> ResponseReturnValue:
    rule = db.get_or_404(TaxRule, rule_id)
    form, question = TaxForm(obj=rule), None
    if form.validate_on_submit() and _alone(form, rule) and not (question := _question(form, rule)):
        change(rule, "tax rule changed", _title(rule), **values_of(form))
        db.session.commit()
        flash("Saved.")
        return redirect(url_for("admin.tax"))
    return form_page("admin/tax_rule.html", form, rule=rule, question=question)


@bp.route("/tax/<int:rule_id>/deletion", methods=["GET", "POST"])
def delete_tax_rule(rule_id: int) -> ResponseReturnValue:
    rule = db.get_or_404(TaxRule, rule_id)
    what = f"the tax rule for {_title(rule)}"
    if asking := before_deleting(what, _without(rule), url_for("admin.tax")):
        return asking
    note("tax rule deleted", _title(rule), f"{percent(rule.rate)}, {rule.name}")
    db.session.delete(rule)
    db.session.commit()
    flash("Tax rule deleted.")
    return redirect(url_for("admin.tax"))


def _question(form: TaxForm, rule: TaxRule | None) -> Confirmation | None:
    """What is to be asked before this is saved, if it is not answered."""
    if rule and all(getattr(rule, name) == value for name, value in values_of(form).items()):
        return None
    doubts = form.doubts()
    question = Confirmation("Save it as it is?", doubts, "Yes, save it")
    return question if doubts and not question.answered else None


def _alone(form: TaxForm, rule: TaxRule | None) -> bool:
    """Whether no other rule is for just this place: only one of the two could count."""
    here = (form.state.data, form.zip_from.data, form.zip_to.data)
    same = select(TaxRule).where(tuple_(TaxRule.state, TaxRule.zip_from, TaxRule.zip_to) == here)
    other = db.session.scalar(same.where(TaxRule.id != rule.id) if rule else same)
    if other is None:
        return True
    place = form.zip_from if other.zip_from else form.state
    place.errors = [
        f"There is a rule for {_title(other)} already ({other.name}, {percent(other.rate)}). "
        + ONLY_ONE
    ]
    return False


def _without(rule: TaxRule) -> list[str]:
    """What it means that this one goes."""
    where = f"Orders that ship to {_title(rule)}"
    here = select(TaxRule).where(TaxRule.state == rule.state, TaxRule.id != rule.id)
    others = db.session.scalars(here).all()
    last = rule.zip_to or rule.zip_from
    instead = rule_among(
        [other for other in others if covers(other, rule.zip_from) and covers(other, last)]
        if rule.zip_from
        else [other for other in others if not other.zip_from]
    )
    now = f"{rule.name}, {percent(rule.rate)}"
    then = f"{instead.name}, {percent(instead.rate)}" if instead else "no tax"
    finer = any(other.zip_from for other in others) and not rule.zip_from
    but = ", except where a rule for ZIP codes applies" if finer else ""
    return [f"{where} are charged {then} instead of {now}{but}.", "Orders placed keep their tax."]


def _title(rule: TaxRule) -> str:
    return f"{rule.state} {zips(rule)}" if rule.zip_from else rule.state


@bp.app_template_filter("zips")
def zips(rule: TaxRule) -> str:
    """The ZIP codes that it is for."""
    if not rule.zip_from:
        return "whole state"
    last = rule.zip_to or rule.zip_from
    return f"{rule.zip_from}–{last}" if last != rule.zip_from else last
