"""Text from outside: what is taken off it before it may go anywhere."""

import re
import unicodedata

_INVISIBLE = re.compile(
    r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f"  # control signs
    r"\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]"  # zero width, direction tricks
)
_BREAKS = re.compile(r"[\t\n\r\v\f\x1c-\x1f\x85\u2028\u2029]+")
_SURROGATE = re.compile(r"[\ud800-\udfff]")


def clean(text: str, limit: int = 2000) -> str:
    """The text without NUL, control signs, lone surrogates and direction tricks, cut at `limit`."""
    if not text.isprintable():  # nearly all is
        text = _SURROGATE.sub("\ufffd", _INVISIBLE.sub("", text))
    return text.strip()[:limit]


def one_line(text: str, limit: int = 2000) -> str:
    """The same, with a space for each line break or tab."""
    return clean(text if text.isprintable() else _BREAKS.sub(" ", text), limit)


def slugify(text: str, limit: int = 80) -> str:
    """Lower case words and numbers joined by hyphens, for URLs: 14pt-bcuv-2x3-5."""
    plain = unicodedata.normalize("NFKD", clean(text, 400)).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", plain.lower()).strip("-")[:limit].strip("-") or "x"
