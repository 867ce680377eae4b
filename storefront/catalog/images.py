"""Pictures of products and categories: checked, made small, stored under their hash."""

import hashlib
import io
import re
import warnings

from PIL import Image, ImageOps
from werkzeug.datastructures import FileStorage

from storefront.storage.contract import StoreAway
from storefront.storage.opening import store

LARGEST = 10 * 1024 * 1024  # bytes
WIDEST = 1200  # pixels of the longer side, as stored
MOST_PIXELS = 60_000_000
_NAME = re.compile(r"[0-9a-f]{32}\.(?:jpg|png)")


class BadImage(Exception):
    """It cannot be used as a picture. The text says why, for the person who chose it."""


def keep_image(upload: FileStorage) -> str:
    """Store the picture and return its name. The same picture has the same name."""
    data = upload.stream.read(LARGEST + 1)
    if len(data) > LARGEST:
        raise BadImage("That picture is too large; 10 MB is the most.")
    small, ending = _made_small(data)
    name = f"{hashlib.sha256(small).hexdigest()[:32]}.{ending}"
    try:
        store().put(key_of(name), small)
    except FileExistsError:
        pass
    except StoreAway as trouble:
        raise BadImage(f"Pictures can't be kept just now. {trouble}") from None
    return name


def key_of(name: str) -> str:
    return f"images/{name}"


def is_image_name(name: str) -> bool:
    return _NAME.fullmatch(name) is not None


def has_image(name: str) -> bool:
    """Whether a picture of that name is stored."""
    return is_image_name(name) and store().has(key_of(name))


def _made_small(data: bytes) -> tuple[bytes, str]:
    """Decoded and encoded anew, so that nothing but the picture is left of it."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(io.BytesIO(data), formats=("JPEG", "PNG", "WEBP")) as picture:
                if picture.width * picture.height > MOST_PIXELS:
                    raise BadImage("That picture has too many pixels.")
                turned = ImageOps.exif_transpose(picture)
                see_through = turned.has_transparency_data
                plain = turned.convert("RGBA" if see_through else "RGB")
    except BadImage:
        raise
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError, Warning):
        raise BadImage("That is not a picture that can be shown: use JPEG, PNG or WebP.") from None
    plain.thumbnail((WIDEST, WIDEST))
    out = io.BytesIO()
    if see_through:
        plain.save(out, "PNG", optimize=True)
        return out.getvalue(), "png"
    plain.save(out, "JPEG", quality=85, optimize=True)
    return out.getvalue(), "jpg"
