"""Counting a visit of a product after its page is made."""

from flask import Response, current_app, request
from flask.blueprints import BlueprintSetupState

from storefront.browse.blueprint import bp
from storefront.browse.visits import Tally, hand_over
from storefront.clock import now
from storefront.config import config

_MACHINES = ("bot", "crawl", "spider", "monitor", "preview")


@bp.record_once
def _begin(state: BlueprintSetupState) -> None:
    state.app.extensions["visits"] = Tally()


@bp.after_request
def _count(response: Response) -> Response:
    """A page that the browser had already (304) counts, too."""
    seen = request.method == "GET" and response.status_code in (200, 304)
    if request.endpoint != "browse.product" or not seen or not config().redis_url:
        return response
    tally: Tally = current_app.extensions["visits"]
    reader = request.user_agent.string.lower()
    if not any(word in reader for word in _MACHINES):
        tally.add(now().date(), (request.view_args or {})["slug"])
    if tally.due():
        hand_over(tally)
    return response
