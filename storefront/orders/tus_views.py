"""tus for the files of an ordered item, as `artwork/tus_views.py` has it for those of the cart."""

from flask.typing import ResponseReturnValue

from storefront.artwork.bad_artwork import BadArtwork
from storefront.artwork.tus_views import GOES_ON, PARTS, begun, gone_on
from storefront.artwork.views import UPLOADS
from storefront.extensions import limiter
from storefront.orders.blueprint import bp
from storefront.orders.item_files import locked, open_slots, why_closed
from storefront.orders.item_views import is_staff, item_or_404, path_of
from storefront.web.guards import checks_its_form


@checks_its_form
@bp.route("/orders/<number>/items/<int:position>/uploads", methods=["POST", "OPTIONS"])
@limiter.limit(UPLOADS, methods=["POST"])
def begin_upload(number: str, position: int) -> ResponseReturnValue:
    return begun(path_of(number, position), lambda: _locked(number, position))


@checks_its_form
@bp.route("/orders/<number>/items/<int:position>/uploads/<token>", methods=GOES_ON)
@limiter.limit(PARTS)
def go_on(number: str, position: int, token: str) -> ResponseReturnValue:
    item_or_404(number, position)
    return gone_on(path_of(number, position), token)


def _locked(number: str, position: int) -> int:
    item = locked(item_or_404(number, position).id)
    slots = open_slots(item, staff=is_staff())
    if not slots:
        raise BadArtwork(why_closed(item), 409)
    return len(slots)
