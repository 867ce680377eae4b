"""What each of several sets in the cart is called."""

from flask import abort, redirect, request, url_for
from flask.typing import ResponseReturnValue

from storefront.artwork.blueprint import bp
from storefront.artwork.sets import LONGEST_NAME
from storefront.cart.current import my_item_or_404
from storefront.database import db
from storefront.text import one_line


@bp.post("/cart/items/<int:item_id>/sets/<int:number>/name")
def name_set(item_id: int, number: int) -> ResponseReturnValue:
    """As soon as it is written; without JavaScript by its button."""
    item = my_item_or_404(item_id, lock=True)
    if not 1 <= number <= item.sets:
        abort(404)
    name = one_line(" ".join(request.form.get("name", "").split()), LONGEST_NAME)
    item.name_set(number, name)
    db.session.commit()
    if "HX-Request" in request.headers:
        return "", 204
    return redirect(url_for("artwork.show", item_id=item_id, _anchor=f"set-{number}"), 303)
