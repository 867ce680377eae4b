"""Pages that say no."""

import html

SENTENCES = {
    400: "We couldn't read that request",
    403: "You do not have access to this page",
    404: "We couldn't find that page",
    405: "This page can't be opened this way",
    409: "Something changed in the meantime",
    413: "That file is too large",
    422: "Something in the form is not right",
    429: "Too many attempts",
    500: "Something broke on our side",
    503: "We are temporarily unavailable",
}
NOT_IN_CART = "This item is no longer in your cart"
NO_ORDER = "We couldn't find this order"
BAD_LINK = "This link doesn't open an order"


def refusal(answer, words=None):
    """The status of the answer; of one that says no, only if it also says why in these words (in
    those of its status, if none are given)."""
    status = answer.status_code
    if status >= 400:
        page, why = html.unescape(answer.text), words or SENTENCES[status]
        assert why in page, f"{status} without “{why}”: {page[:3000]}"
    return status
