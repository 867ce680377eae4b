"""Other words for what is sold: what customers type, and what it is called here."""

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue

from storefront.admin.changes import form_page, note
from storefront.admin.product_forms import SynonymsForm
from storefront.admin.views import bp
from storefront.catalog.synonyms import TO_BEGIN_WITH
from storefront.extensions import db
from storefront.settings import save_setting, shop_settings


@bp.route("/words/search", methods=["GET", "POST"])
def synonyms() -> ResponseReturnValue:
    """One list, edited whole; taken out altogether, it is again the one to begin with."""
    own = shop_settings().synonyms
    form = SynonymsForm(data={"list": own or TO_BEGIN_WITH})
    if form.validate_on_submit():
        lines = [line.strip() for line in (form.list.data or "").splitlines()]
        wanted = "\n".join(line for line in lines if line)
        wanted = "" if wanted == TO_BEGIN_WITH.strip() else wanted
        if wanted != own:
            note("search synonyms changed", "search synonyms", f"{len(lines)} lines")
            save_setting("synonyms", wanted)
        db.session.commit()
        flash("Saved. Search uses it at once.")
        return redirect(url_for("admin.synonyms"))
    return form_page("admin/synonyms.html", form, own=bool(own))
