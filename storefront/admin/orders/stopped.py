"""What staff do about a print job that 4Over stopped, by a word in its status."""

from storefront.admin.blueprint import bp

_ADVICE = {
    "accounting": "4Over has a question about its payment. Check the card, then ask its "
    "accounting to go on.",
    "upload": "4Over waits for other files. Get them from the customer, and send them to its "
    "support.",
    "files": "4Over waits for other files. Get them from the customer, and send them to its "
    "support.",
    "samples": "4Over waits for samples. Ask its support which, and where to send them.",
    "customer": "4Over waits for an answer from you. Ask its support for the question.",
    "delivery rejected": "The package was not accepted. Check the address with the customer, and "
    "tell 4Over's support where to send it.",
    "reprint": "4Over prints it again. There is nothing to do there, but tell the customer that "
    "it comes later.",
}
_ELSE = "Ask 4Over's support what it needs."


@bp.app_template_filter("what_to_do")
def what_to_do(status: str) -> str:
    """In a sentence or two."""
    return next((advice for word, advice in _ADVICE.items() if word in status.lower()), _ELSE)
