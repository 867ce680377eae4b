"""Other words for what is sold: what customers type, and what it is called here."""

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue

from storefront.admin.blueprint import bp
from storefront.admin.changes import form_page, note
from storefront.admin.products.product_forms import SynonymsForm
from storefront.browse.synonyms import TO_BEGIN_WITH, keep_list, own_list, without_empty_lines
from storefront.database import db


@bp.route("/words/search", methods=["GET", "POST"])
def synonyms() -> ResponseReturnValue:
    """One list, edited whole; taken out altogether, it is again the one to begin with."""
    own = own_list()
    form = SynonymsForm(data={"list": own or TO_BEGIN_WITH})
    if form.validate_on_submit():
        wanted = without_empty_lines(form.list.data or "")
        if wanted != own:
            keep_list(wanted)
            many = f"{len(wanted.splitlines())} lines" if wanted else "the built-in list"
            note("search synonyms changed", "search synonyms", many)
        db.session.commit()
        flash("Saved. Search uses it at once.")
        return redirect(url_for("admin.synonyms"))
    return form_page("admin/synonyms.html", form, own=bool(own))
