"""Pictures that staff upload: made small, named by their content, or refused with a reason."""

import io

import pytest
from PIL import Image
from werkzeug.datastructures import FileStorage

from storefront.catalog.images import WIDEST, BadImage, keep_image, key_of
from storefront.catalog.markdown import to_html
from storefront.storage.opening import store


def picture(kind="PNG", size=(40, 30), mode="RGB"):
    out = io.BytesIO()
    Image.new(mode, size, "red").save(out, kind)
    return out.getvalue()


def kept(data):
    return keep_image(FileStorage(io.BytesIO(data), filename="../../x.php"))


def test_a_picture_is_shown_under_the_name_of_its_content(browser):
    name = kept(picture())

    answer = browser.get(f"/images/{name}")

    assert answer.status_code == 200
    assert answer.mimetype == "image/jpeg"
    assert "immutable" in answer.headers["Cache-Control"]
    assert kept(picture()) == name


def test_a_large_one_is_made_smaller(app):
    name = kept(picture("JPEG", (3000, 1500)))

    with store().local_copy(key_of(name)) as path, Image.open(path) as shown:
        assert shown.size == (WIDEST, WIDEST // 2)


def test_one_that_is_seen_through_stays_so(app):
    assert kept(picture(mode="RGBA")).endswith(".png")


@pytest.mark.parametrize(
    "data", [b"", b"<svg onload=alert(1)>", b"GIF89a" + b"\0" * 20, picture()[:40], b"\x89PNG\r\n"]
)
def test_what_is_no_picture_is_refused(app, data):
    with pytest.raises(BadImage):
        kept(data)
    assert list(store().list("images")) == []


def test_a_picture_too_large_is_refused(app):
    with pytest.raises(BadImage, match="10 MB"):
        kept(b"x" * (10 * 1024 * 1024 + 1))


def test_markdown_cannot_do_harm():
    html = to_html(
        "**Bold** <script>alert(1)</script> [x](javascript:alert(1)) ![p](http://x/y.png)"
    )

    assert "<strong>Bold</strong>" in html
    assert "<script" not in html
    assert 'href="javascript' not in html
    assert "<img" not in html
