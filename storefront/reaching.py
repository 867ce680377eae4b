"""How customers reach the shop, where a sentence says how."""

from storefront.settings import shop_settings


def write_to_us(sentence: str) -> str:
    """The sentence, with "us" and the address for {us}; nothing while the shop has none, so that
    nobody is told to write to nowhere."""
    email = shop_settings().shop_email
    return sentence.format(us=f"us at {email}") if email else ""
