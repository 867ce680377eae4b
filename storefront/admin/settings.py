"""The site's settings: a form made from the lines of `ShopSettings`."""

from itertools import groupby

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue

from storefront.admin.changes import difference, form_page, note
from storefront.admin.forms import SETTINGS, SettingsForm
from storefront.admin.views import bp
from storefront.catalog.state import touch
from storefront.extensions import db
from storefront.partner.account import environment
from storefront.settings import save_setting, shop_settings

TITLES = {
    "shop": "The shop",
    "partner": "Orders at 4Over",
    "prices": "Prices",
    "sync": "Synchronizing the catalog",
}


@bp.route("/settings", methods=["GET", "POST"])
def settings() -> ResponseReturnValue:
    form = SettingsForm(obj=shop_settings())
    if form.validate_on_submit():
        _save(form)
        db.session.commit()
        flash("The settings are saved.")
        return redirect(url_for("admin.settings"))
    sections = [
        (TITLES[section], [form[setting.name] for setting in settings])
        for section, settings in groupby(SETTINGS, lambda setting: setting.metadata["section"])
    ]
    return form_page("admin/settings.html", form, sections=sections)


def _save(form: SettingsForm) -> None:
    now = shop_settings()
    changed = []
    for setting in SETTINGS:
        before, after = getattr(now, setting.name), form[setting.name].data
        if before != after:
            changed.append(difference(setting.metadata["label"], before, after))
            save_setting(setting.name, after)
    if changed:
        note("settings changed", detail="\n".join(changed))
        touch(environment())
