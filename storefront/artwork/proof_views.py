"""The proof of a cart item: each page as it will be cut, and the customer's yes to it."""

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from storefront.artwork.approval import seal_of
from storefront.artwork.blueprint import bp
from storefront.artwork.made_into import made_into
from storefront.artwork.proof import sides_of
from storefront.artwork.rules.standing import judged
from storefront.artwork.sending import PICTURES, send_page
from storefront.artwork.views import item_or_404, slot_or_404, who_says_so
from storefront.cart.files import approve, files_of, is_approved
from storefront.cart.models import CartItem
from storefront.database import db
from storefront.extensions import limiter

CHANGED = "Your files or options have changed since you opened this page. Please look at it again."
NOT_READY = "Please fix what is marked first. Nothing was approved."


@bp.get("/cart/items/<int:item_id>/proof")
def proof(item_id: int) -> ResponseReturnValue:
    return _page(item_or_404(item_id))


@bp.get("/cart/items/<int:item_id>/artwork/<int:slot_id>/pages/<int:page>.jpg")
@limiter.limit(PICTURES)
def page_picture(item_id: int, slot_id: int, page: int) -> ResponseReturnValue:
    file = slot_or_404(item_id, slot_id).file or abort(404)
    return send_page(file, page, small=request.args.get("small") == "1")


@bp.post("/cart/items/<int:item_id>/approval")
def approve_proof(item_id: int) -> ResponseReturnValue:
    """Sent twice, it is approved once."""
    item = item_or_404(item_id, lock=True)
    assert item.quote
    now_judged = judged(item.quote, item.slots)
    if request.form.get("seal") != seal_of(now_judged):
        return _page(item, CHANGED), 409
    if item.missing or any(one.stopping for one in now_judged):
        return _page(item, NOT_READY), 409
    approve(item, now_judged, who_says_so())
    db.session.commit()
    flash("Thank you. Once you have ordered it, it is printed as you saw it.")
    return redirect(url_for("cart.show"), 303)


def _page(item: CartItem, error: str = "") -> str:
    assert item.quote
    now_judged = judged(item.quote, item.slots)
    return render_template(
        "artwork/proof.html",
        item=item,
        sides=sides_of(now_judged, item.sets, item.label_of),
        picture_url=lambda slot, page: url_for(
            "artwork.page_picture",
            item_id=item.id,
            slot_id=slot.id,
            page=page,
            sha256=slot.file.sha256[:16],
        ),
        seal=seal_of(now_judged),
        made_into=made_into(item.quote.choices),
        approved=is_approved(item, now_judged),
        again=files_of(item).again,
        stopping=[one for one in now_judged if one.stopping],
        error=error,
    )
