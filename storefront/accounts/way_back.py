"""Where to go after signing in: to a page of this shop, and never anywhere else."""

from urllib.parse import urlsplit


def local_path(text: str | None) -> str | None:
    """The path if it leads into this shop, else None.

    Browsers read "//host", "/\\host" and paths with tabs or newlines in them as other hosts.
    """
    if not text or not text.startswith("/") or text[1:2] in ("/", "\\"):
        return None
    if any(ord(sign) < 0x21 or sign == "\\" for sign in text):
        return None
    parts = urlsplit(text)
    return None if parts.scheme or parts.netloc else text
