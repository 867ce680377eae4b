"""An image file, measured by Pillow."""

import warnings
from typing import Any

from PIL import Image, ImageCms, ImageOps, PngImagePlugin, UnidentifiedImageError

from storefront.artwork.inspection.facts import VERSION, Facts, FileKind, FilePage
from storefront.artwork.inspection.paper import seen_on
from storefront.artwork.inspection.refusal import Unprintable

FORMATS = {FileKind.PNG: ("PNG",), FileKind.JPEG: ("JPEG", "MPO"), FileKind.TIFF: ("TIFF",)}
MOST_PIXELS = 600_000_000  # 8 × 10 feet at 230 dpi
MOST_DECODED = 400_000_000  # bytes of an image that is looked at: there is memory for two of them
LOOKED_AT = 1000  # pixels of the longer side, to see where its colors end
MOST_PAGES = 1000
MOST_SAID = 32 * 1024**2  # bytes of what programs write about a PNG into it
_COLORS = {
    "1": "Gray", "L": "Gray", "LA": "Gray", "I": "Gray", "I;16": "Gray", "I;16B": "Gray",
    "I;16L": "Gray", "F": "Gray", "P": "RGB", "PA": "RGB", "RGB": "RGB", "RGBA": "RGB",
    "RGBX": "RGB", "YCbCr": "RGB", "CMYK": "CMYK", "LAB": "Lab",
}  # fmt: skip
_REDUCED, _ORIENTATION, _SUBFILE = 1, 274, 254
_TURNED = (5, 6, 7, 8)  # orientations that lie on their side; a TIFF's are turned as it is opened


def look_at_image(path: str, kind: FileKind) -> Facts:
    """Raises Unprintable."""
    Image.MAX_IMAGE_PIXELS = None  # banners are larger than Pillow thinks; the limits are above
    PngImagePlugin.MAX_TEXT_CHUNK = MOST_SAID
    warnings.simplefilter("ignore")
    try:
        with Image.open(path, formats=FORMATS[kind]) as image:
            if image.width * image.height > MOST_PIXELS:
                raise Unprintable("huge")
            known = _known(image, kind)
            count = _pages(image) if kind == FileKind.TIFF else 1
        with Image.open(path, formats=FORMATS[kind]) as image:
            seen, skipped = _seen(image)
    except UnidentifiedImageError:
        raise Unprintable("unread tiff" if kind == FileKind.TIFF else "broken") from None
    except (OSError, SyntaxError, ValueError, TypeError, ArithmeticError, KeyError):
        raise Unprintable("broken") from None
    page = FilePage(fonts=(), spots=(), texts=None, **known.pop("page"), **seen)
    return Facts(
        kind=kind, version=VERSION, count=count, pages=(page,), programs=(), repaired=False,
        hidden_layers=(), not_checked=skipped, **known,
    )  # fmt: skip


def _known(image: Any, kind: FileKind) -> dict[str, Any]:
    """What its head says, without reading the picture."""
    lies = kind == FileKind.JPEG and image.getexif().get(_ORIENTATION) in _TURNED
    width, height = image.size
    color = _COLORS.get(image.mode)
    known: dict[str, Any] = {
        "page": {
            "pixels": (height, width) if lies else (width, height),
            "colors": (color,) if color else None,
            "overprint": False,
        }
    }
    try:
        told = float(image.info.get("dpi", (0, 0))[0])
    except (TypeError, ValueError, ArithmeticError, IndexError):
        told = 0.0
    if 10 <= told <= 100_000:
        known["told_dpi"] = round(told, 2)
    return known


def _pages(image: Any) -> int:
    """Those of a TIFF, without the small pictures of a page that some programs put beside it."""
    count = 0
    for number in range(MOST_PAGES):
        try:
            image.seek(number)
        except EOFError:
            break
        except (OSError, ValueError, SyntaxError):
            break  # a page after the first that Pillow does not read
        count += not int(image.tag_v2.get(_SUBFILE, 0) or 0) & _REDUCED
    return max(count, 1)


def _seen(image: Any) -> tuple[dict[str, Any], tuple[str, ...]]:
    """What the picture shows, and what was skipped because it is too large to be read here."""
    image.draft(image.mode, (image.width // 8, image.height // 8))  # a JPEG is read at an eighth
    if image.width * image.height * max(len(image.getbands()), 1) > MOST_DECODED:
        return {}, ("whether the picture is whole, and where its colors end",)
    image.load()
    alpha = _alpha(image)
    small = ImageOps.exif_transpose(_small(image))
    return {**seen_on(flattened(small), None), **_transparent(alpha), **_ink(small)}, ()


def flattened(image: Any) -> Any:
    """On white paper, in RGB."""
    flat = Image.new("RGB", image.size, "white")
    flat.paste(_rgb(image), mask=_alpha(image))
    return flat


def _small(image: Any) -> Any:
    """Small enough, without inventing colors between black and white."""
    step = max(image.size) / LOOKED_AT
    if step <= 1:
        return image
    size = max(1, round(image.width / step)), max(1, round(image.height / step))
    return image.resize(size, Image.Resampling.NEAREST)


def _rgb(image: Any) -> Any:
    if image.mode.startswith("I"):  # 16 bits of gray
        return image.convert("I").point(lambda value: value / 256).convert("L").convert("RGB")
    if image.mode == "LAB":
        lab, screens = ImageCms.createProfile("LAB"), ImageCms.createProfile("sRGB")
        return ImageCms.profileToProfile(image, lab, screens, outputMode="RGB")
    if "transparency" in image.info:
        return image.convert("RGBA").convert("RGB")
    return image.convert("RGB")


def _alpha(image: Any) -> Any:
    if "transparency" in image.info or image.mode in ("LA", "PA", "RGBA"):
        return image.convert("RGBA").getchannel("A")
    return None


def _transparent(alpha: Any) -> dict[str, bool]:
    return {"transparent": alpha is not None and alpha.getextrema()[0] < 255}


def _ink(image: Any) -> dict[str, float]:
    """Of CMYK: Pillow gives 255 for all of an ink."""
    if image.mode != "CMYK":
        return {}
    pixels = zip(*(channel.tobytes() for channel in image.split()), strict=True)
    return {"ink": round(max(map(sum, set(pixels))) / 2.55, 1)}
