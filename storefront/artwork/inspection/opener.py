"""Opens one print file and says what it is. Run as a program of its own, which may be killed.

Knows nothing of the shop: `opener.py pdf /path` prints `Facts` as JSON, or {"refused"}
with a word for why.
"""

import json
import resource
import sys

MEMORY = 2 * 1024**3  # bytes
CPU = 40  # seconds
MOST_PIXELS = 1_500_000_000  # 10 × 8 feet at 400 dpi
MOST_DECODED = 300_000_000  # samples that are decoded to see whether an image is whole


def limit() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU, CPU))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def open_pdf(path: str) -> dict[str, object]:
    import pikepdf

    try:
        with pikepdf.open(path, attempt_recovery=False) as pdf:
            if pdf.is_encrypted:
                return {"refused": "locked"}
            if not pdf.pages:
                return {"refused": "empty"}
            left, bottom, right, top = (float(edge) for edge in pdf.pages[0].mediabox)
            unit = float(pdf.pages[0].get("/UserUnit", 1)) / 72
            width, height = abs(right - left) * unit, abs(top - bottom) * unit
            media = (0.0, 0.0, width, height)
            return {"kind": "pdf", "count": len(pdf.pages), "pages": [{"media": media}]}
    except pikepdf.PasswordError:
        return {"refused": "locked"}
    except (pikepdf.PdfError, ValueError, TypeError):
        return {"refused": "broken"}


def open_image(path: str, formats: tuple[str, ...]) -> dict[str, object]:
    from PIL import Image

    Image.MAX_IMAGE_PIXELS = None  # posters are larger than Pillow thinks; the limits are above
    try:
        with Image.open(path, formats=formats) as image:
            width, height = image.size
            if width * height > MOST_PIXELS:
                return {"refused": "huge"}
            dots = round(float(image.info.get("dpi", (0, 0))[0]))
            pages = int(getattr(image, "n_frames", 1))
            image.verify()
        with Image.open(path, formats=formats) as image:
            image.draft(image.mode, (width // 8, height // 8))  # a JPEG is read at an eighth
            if image.width * image.height * len(image.getbands()) <= MOST_DECODED:
                image.load()
    except (OSError, SyntaxError, ValueError, TypeError, OverflowError):
        return {"refused": "broken"}
    seen = {"count": pages, "pages": [{"pixels": (width, height)}]}
    return seen | ({"told_dpi": dots} if dots else {})


FORMATS = {"png": ("PNG",), "jpg": ("JPEG", "MPO"), "tif": ("TIFF",)}

if __name__ == "__main__":
    limit()
    kind, path = sys.argv[1:]
    seen = open_pdf(path) if kind == "pdf" else open_image(path, FORMATS[kind]) | {"kind": kind}
    sys.stdout.write(json.dumps(seen))
