"""Print files as customers send them, whole and otherwise."""

import io

import pikepdf
from PIL import Image

# a black square, well inside
SQUARE = b"0 0 0 1 k 60 60 20 20 re f"


def a_pdf(pages=1, size=(261, 153), content=SQUARE, **how):
    file, document = io.BytesIO(), pikepdf.new()
    for number in range(pages):
        document.add_blank_page(page_size=size)
        document.pages[number].contents_add(content)
    how.setdefault("deterministic_id", "encryption" not in how)  # without: by the second
    document.save(file, **how)
    return file.getvalue()


def a_locked_pdf(user="secret"):
    return a_pdf(encryption=pikepdf.Encryption(owner="owner", user=user))


def an_image(kind="PNG", size=(300, 200), **how):
    file = io.BytesIO()
    Image.effect_noise(size, 80).convert("RGB" if kind == "PNG" else "CMYK").save(file, kind, **how)
    return file.getvalue()
