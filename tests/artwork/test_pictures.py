"""The proof's picture of a file has the colors that the file has."""

import io
import zipfile

import pytest
from PIL import Image, ImageCms

from storefront.artwork.inspection.inspecting import inspect
from storefront.artwork.inspection.pictures import draw
from storefront.artwork.rules.judging import judge
from storefront.artwork.rules.rulebook import RuleBook
from storefront.artwork.rules.table import settings_of
from storefront.artwork.rules.wanted import Profile, Wanted

RED, BLUE, WHITE = (199, 31, 60), (30, 119, 200), (255, 255, 255)


def a_tiff(mode, color):
    image = Image.new("RGB", (300, 200), color)
    if mode == "LAB":
        screens, lab = ImageCms.createProfile("sRGB"), ImageCms.createProfile("LAB")
        image = ImageCms.profileToProfile(image, screens, lab, outputMode="LAB")
    file = io.BytesIO()
    image.save(file, "TIFF")
    return file.getvalue()


@pytest.mark.parametrize("mode", ["RGB", "LAB"])
@pytest.mark.parametrize("color", [RED, BLUE, WHITE], ids=["red", "blue", "white"])
def test_a_tiff_is_shown_in_its_own_colors(mode, color, tmp_path):
    path, target = tmp_path / "file", tmp_path / "pictures"
    path.write_bytes(a_tiff(mode, color))
    facts = inspect(path)
    draw(facts.kind, str(path), str(target), 1, 1)
    with zipfile.ZipFile(target) as file, Image.open(file.open("1.jpg")) as shown:
        assert shown.getpixel((150, 100)) == pytest.approx(color, abs=8)
    assert facts.pages[0].blank is (color == WHITE)


def test_colors_are_called_what_they_are(tmp_path):
    def found(mode):
        path = tmp_path / mode
        path.write_bytes(a_tiff(mode, RED))
        book = RuleBook("1.0", settings_of(Profile.SHEET))
        findings = judge(inspect(path), Wanted("fr", Profile.SHEET), book)
        return next(one.so for one in findings if one.rule == "rgb")

    assert found("LAB").endswith(" has Lab colors.")
    assert found("RGB").endswith(" has RGB colors.")
