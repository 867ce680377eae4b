"""Titles made from raw descriptions, and codes in plain words."""

import pytest

from storefront.catalog.measures import by_area, by_weight, inches, sizes_as_words
from storefront.catalog.naming import composed_title, family_in
from storefront.catalog.words import short_words_for, words_for


@pytest.mark.parametrize(
    ("description", "code", "stock", "family"),
    [
        ('1.5" X 3.5" 14PT Loyalty Cards UV on 4-color sides', "14PT-L", "14PT", "Loyalty Cards"),
        ('4.25" X 5.5" 16PT Menus with Akuafoil w/ Spot UV, FLAT', "16PT-M", "16PT", "Menus"),
        ("24X36 - 4mm Coroplast Sidewalk Sign", "4CORO-AFRAME", "4mm Coroplast", "Sidewalk Sign"),
        ('16PT Postcards  4" X 6" with AQ', "16PT-PCAQ-4X6", "16PT C2S", "Postcards"),
        ("POSTCARDS 4X6 14PT", "14PT-PC", "14PT", "Postcards"),
        ("16PT-PCSPUV-5X7", "16PT-PCSPUV-5X7", "16PT", ""),
        ('2" X 2"', "14PT-X", "14PT", ""),
        ("", "14PT-X", "", ""),
    ],
)  # fmt: skip
def test_the_family_is_read_out_of_a_raw_description(description, code, stock, family):
    assert family_in(description, code, stock) == family


def test_a_title_says_what_it_is_how_large_and_on_what(app):
    title = composed_title("Business Cards", '2" X 3.5"', "14PT C2S", "Matte Dull Finish")

    assert title == 'Business Cards, 2" x 3.5", 14 pt, matte'


def test_a_title_says_nothing_twice(app):
    assert (
        composed_title("Flyers", "4x6", "14PT Uncoated", "UC") == 'Flyers, 4" x 6", 14 pt uncoated'
    )
    assert composed_title("Banners", "", "13oz Matte Vinyl", "None") == "Banners, 13 oz matte vinyl"


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("AQ", "aqueous coating"),
        ("14PT", "14 pt cardstock"),
        ("14PTUC", "uncoated 14 pt cardstock"),
        ("16PT C2S", "16 pt cardstock coated on both sides"),
        ("100GLC", "100 lb gloss cover paper"),
        ("24LB White", "24 lb white paper"),
        ("24PT E-Flute", "24 pt E-flute cardboard"),
        ("040 Aluminum", '0.040" aluminum'),
        ("13oz Matte Vinyl", "13 oz matte vinyl"),
        ("4/4 (4 color both sides)", "Full color both sides"),
        ("4/0", "Full color front, blank back"),
        ("4/1", "Full color front, black back"),
        ("5/4 (4/4 with Foil on Front)", "Full color + foil front, full color back"),
        ("Something New", "something new"),
        ("", ""),
    ],
)
def test_codes_are_said_in_plain_words(app, code, words):
    assert words_for(code) == words


def test_what_a_title_need_not_say_is_left_out(app):
    assert short_words_for("No Coating") == ""


@pytest.mark.parametrize(
    "text", ["4x6", '4" x 6"', "4 by 6", "4X6", "4 in x 6 in", "4” × 6”", "4*6"]
)
def test_a_size_is_the_same_in_any_spelling(text):
    assert inches(text) == (4.0, 6.0)
    assert sizes_as_words(f"cards {text} matte").split() == ["cards", "4x6", "matte"]


def test_feet_are_inches_too():
    assert inches("4' x 8'") == (48.0, 96.0)


def test_sizes_sort_by_area_and_stocks_by_weight():
    assert sorted(["11x17", "2x3.5", "none", "4x6"], key=by_area) == [
        "2x3.5",
        "4x6",
        "11x17",
        "none",
    ]
    stocks = ["18PT", "100LB Gloss", "Vinyl", "14PT", "80LB Gloss", "13oz"]
    assert sorted(stocks, key=by_weight) == [
        "80LB Gloss", "100LB Gloss", "14PT", "18PT", "13oz", "Vinyl",
    ]  # fmt: skip
