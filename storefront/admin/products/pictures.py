"""Pictures that staff upload: a larger body than other forms, and what came is kept or refused."""

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar, cast

from flask import current_app, request
from flask.typing import ResponseReturnValue

from storefront.catalog.images import BadImage, keep_image
from storefront.extensions import csrf
from storefront.web.forms import Form

LARGEST = 12 * 1024 * 1024  # bytes of a whole form

View = TypeVar("View", bound=Callable[..., ResponseReturnValue])


def with_picture(view: View) -> View:
    """Let a view take a picture."""
    return with_uploads(LARGEST)(view)


def with_uploads(largest: int) -> Callable[[View], View]:
    """Let a view take a body of up to `largest` bytes. The guard has seen who it is before.

    The app checks every form's token before any view, and would read the body for it at the usual
    limit; so it is told not to, and the token is checked here.
    """

    def taking(view: View) -> View:
        @wraps(view)
        def taken(*args: Any, **kwargs: Any) -> ResponseReturnValue:
            request.max_content_length = largest
            if current_app.config["WTF_CSRF_ENABLED"] and request.method == "POST":
                csrf.protect()
            return view(*args, **kwargs)

        csrf.exempt(taken)
        return cast("View", taken)

    return taking


def picture_from(form: Form, present: str) -> str:
    """The name of the stored picture after this form. Raises BadImage, and says so on the field."""
    if form.no_picture.data:
        return ""
    if not form.picture.data:
        return present
    try:
        return keep_image(form.picture.data)
    except BadImage as trouble:
        form.picture.errors = [str(trouble)]
        raise
