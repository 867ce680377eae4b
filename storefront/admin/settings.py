"""The site's settings: a form made from the lines of `ShopSettings`."""

from decimal import Decimal
from itertools import groupby

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue

from storefront.admin.blueprint import MenuGroup, bp, in_menu
from storefront.admin.changes import difference, form_page, note
from storefront.admin.forms import SETTINGS, SettingsForm
from storefront.admin.money.below_cost import LossQuestion, question
from storefront.database import db
from storefront.quotes.losses import AGREED, agree, losses_of_settings
from storefront.settings import save_setting, shop_settings

TITLES = {
    "shop": "The shop",
    "invoices": "Invoices",
    "files": "Customers' files",
    "partner": "Orders at 4Over",
    "prices": "Prices",
    "sync": "Catalog sync",
}


@bp.route("/settings", methods=["GET", "POST"])
@in_menu(MenuGroup.SHOP, 3, "Settings")
def settings() -> ResponseReturnValue:
    form = SettingsForm()
    below_cost: LossQuestion | None = None
    if form.validate_on_submit() and not (below_cost := _below_cost(form)):
        agree(_new_markups(form))
        _save(form)
        db.session.commit()
        flash("The settings are saved.")
        return redirect(url_for("admin.settings"))
    sections = [
        (TITLES[section], [form[setting.name] for setting in settings])
        for section, settings in groupby(
            [setting for setting in SETTINGS if setting.name in form],
            lambda setting: setting.metadata["section"],
        )
    ]
    status = 422 if below_cost else 200
    return form_page("admin/settings.html", form, status, sections=sections, below_cost=below_cost)


def _below_cost(form: SettingsForm) -> LossQuestion | None:
    changed = _new_markups(form)
    about = " ".join(f"{name} {percent}" for name, percent in changed.items())
    return question(about, losses_of_settings(changed)) if changed else None


def _new_markups(form: SettingsForm) -> dict[str, Decimal]:
    now = shop_settings()
    return {name: form[name].data for name in AGREED if form[name].data != getattr(now, name)}


def _save(form: SettingsForm) -> None:
    now = shop_settings()
    changed = []
    for setting in SETTINGS:
        before, after = getattr(now, setting.name), form.changes.get(setting.name)
        if after not in (None, before):
            changed.append(difference(setting.metadata["label"], before, after))
            save_setting(setting.name, after)
    if changed:
        note("settings changed", detail="\n".join(changed))
