"""On a narrow screen the first cell of a row is a line of its own, whose parts stand side by side:
several lines in it are one part."""

import re
from pathlib import Path

import pytest

TEMPLATES = Path(__file__).parents[2] / "templates"
OF_A_ROW = re.compile(r'<th scope="row"[^>]*>(.*?)</th>', re.S)


def torn(page: str) -> list[str]:
    """First cells of several lines that would stand side by side."""
    cells = OF_A_ROW.findall(page) if "table--stack" in page else []
    return [cell for cell in cells if "<br>" in cell and not cell.startswith("<div>")]


@pytest.mark.parametrize("template", sorted(TEMPLATES.rglob("*.html")), ids=lambda file: file.stem)
def test_a_first_cell_of_several_lines_holds_them_together(template):
    assert torn(template.read_text()) == []


def test_the_control_one_that_does_not_is_noticed():
    row = '<table class="table--stack"><th scope="row" class="a">1042<br>{}</th>'
    assert torn(row) == ["1042<br>{}"]
