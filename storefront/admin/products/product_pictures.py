"""Many pictures at once, each for the products whose code is its file name."""

from pathlib import PurePath
from typing import NamedTuple

from flask import render_template
from flask.typing import ResponseReturnValue
from sqlalchemy import func, select, update
from werkzeug.datastructures import FileStorage

from storefront.admin.blueprint import bp
from storefront.admin.changes import me
from storefront.admin.products.pictures import with_uploads
from storefront.admin.products.product_forms import PicturesForm
from storefront.audit import record
from storefront.catalog.images import BadImage, keep_image
from storefront.catalog.models import Product
from storefront.database import db, end_transaction
from storefront.page_cache import new_edition
from storefront.partner.account import environment
from storefront.text import clean

LARGEST = 100 * 1024 * 1024  # bytes of all of them
MOST = 300


class MatchedPicture(NamedTuple):
    file: str
    products: int
    trouble: str = ""


@bp.get("/products/pictures")
def product_pictures() -> ResponseReturnValue:
    return render_template("admin/product_pictures.html", form=PicturesForm(), outcomes=[])


@bp.post("/products/pictures")
@with_uploads(LARGEST)
def add_product_pictures() -> ResponseReturnValue:
    form = PicturesForm()
    uploads = [upload for upload in form.pictures.data or [] if upload and upload.filename]
    if len(uploads) > MOST:
        form.pictures.errors = [f"At most {MOST} at once."]
    if not form.validate_on_submit() or len(uploads) > MOST:
        page = render_template("admin/product_pictures.html", form=form, outcomes=[])
        return page, 422
    who = me()
    end_transaction()  # making pictures small takes its time
    stored = [_stored(upload) for upload in uploads]
    outcomes = [_given(*one, who=who) for one in stored]
    if any(outcome.products for outcome in outcomes):
        new_edition()
    db.session.commit()
    return render_template(
        "admin/product_pictures.html", form=PicturesForm(formdata=None), outcomes=outcomes
    )


def _stored(upload: FileStorage) -> tuple[str, str, str]:
    """The file's name, the stored picture's name or "", and why it is none."""
    file = clean(PurePath((upload.filename or "").replace("\\", "/")).name, 200)
    try:
        return file, keep_image(upload), ""
    except BadImage as trouble:
        return file, "", str(trouble)


def _given(file: str, name: str, trouble: str, *, who: str) -> MatchedPicture:
    if not name:
        return MatchedPicture(file, 0, trouble)
    code = PurePath(file).stem.strip()
    if not file.lower().endswith((".png", ".jpg", ".jpeg", ".webp")):
        code = file  # a code may have a point in it: 2.125X5.5
    ids = list(
        db.session.scalars(
            select(Product.id).where(
                Product.environment == environment(),
                func.lower(Product.code) == code.lower(),
            )
        )
    )
    if not ids:
        return MatchedPicture(file, 0, f"There is no product with the code {code}.")
    db.session.execute(update(Product).where(Product.id.in_(ids)).values(image=name))
    record(who, "product changed", code, f"image: {name}")
    return MatchedPicture(file, len(ids))
