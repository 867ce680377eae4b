"""Rules about print files are set otherwise in editions, and tried on a bench."""

import io

import pytest

from storefront.admin.artwork.rule_measures import MEASURES
from storefront.artwork.models import ArtworkFile
from storefront.artwork.rules.editions import rules_in_force
from storefront.artwork.rules.models import RulesEdition
from storefront.artwork.rules.table import settings_of
from storefront.artwork.rules.wanted import Profile
from storefront.catalog.models import Product
from tests.artwork import cases
from tests.factories import a_product
from tests.neighbors import mine
from tests.refusals import refusal

NEW = "/admin/artwork-rules/new"


def test_a_rule_is_set_for_a_product_and_each_change_is_an_edition(admin):
    its = a_product()
    fields = {"rule": "few pixels", "level": "tell", "target": "150", "product": its.code}
    assert admin.post(NEW, data=fields).status_code == 302

    first = rules_in_force()
    assert first.book(Profile.SHEET, its.id)["few pixels"].target == 150
    assert first.book(Profile.SHEET)["few pixels"].target == 250  # the others are as they were
    assert its.code in admin.get("/admin/artwork-rules/").text

    assert admin.post(NEW, data=fields | {"target": "200"}).status_code == 302
    editions = mine(RulesEdition).all()
    assert [[one.target for one in edition.overrides] for edition in editions] == [[150], [200]]


def test_what_nobody_can_mean_is_refused(admin):
    wrong = {"rule": "rgb", "level": "off", "product": "NO-SUCH-CODE"}
    assert refusal(admin.post(NEW, data=wrong), "No product has this code.") == 422
    same = {"rule": "pages", "level": "block"}
    assert refusal(admin.post(NEW, data=same), "The table says so already.") == 422
    assert rules_in_force().overrides == ()
    assert mine(Product).count() == 0


INCHES = "Enter inches, from 0.01 to 1, such as 0.0625."
DOTS = "Enter dots per inch, a whole number from 10 to 1,200, such as "


@pytest.mark.parametrize(
    ("rule", "target", "words"),
    [
        ("bleed", "5", INCHES),
        ("bleed", "0", INCHES),
        ("bleed", "-1", INCHES),
        ("safe", "much", INCHES),
        ("fold", "1.5", INCHES),
        ("few pixels", "0.0625", f"{DOTS}250."),
        ("far too few pixels", "5000", f"{DOTS}100."),
        ("ink", "4", "Enter percent of ink, a whole number from 100 to 400, such as 390."),
        ("mask tones", "30", "Enter the part that is gray, from 0 to 1, such as 0.01."),
        ("turned", "90", "This rule has no number. Leave it empty."),
    ],
)
def test_each_rule_takes_numbers_of_its_own_range(admin, rule, target, words):
    fields = {"rule": rule, "level": "warn", "target": target}
    answer = admin.post(NEW, data=fields)
    assert refusal(answer, words) == 422
    assert f'value="{target}"' in answer.text  # what was typed stays
    assert rules_in_force().overrides == ()


@pytest.mark.parametrize(
    ("rule", "target"),
    [("bleed", "0.125"), ("safe", " .25 "), ("few pixels", "1,200"), ("ink", "300")],
)
def test_a_number_within_it_counts(admin, rule, target):
    assert (
        admin.post(NEW, data={"rule": rule, "level": "warn", "target": target}).status_code == 302
    )
    (override,) = rules_in_force().overrides
    assert override.target == float(target.replace(",", ""))


def test_a_rule_has_a_range_if_the_table_has_a_number_for_it():
    numbered = {
        rule
        for profile in Profile
        for rule, setting in settings_of(profile).items()
        if setting.target is not None
    }
    assert numbered == MEASURES.keys()
    for profile in Profile:
        for rule, setting in settings_of(profile).items():
            if setting.target is not None:
                assert MEASURES[rule].read(f"{setting.target:g}")


def test_the_bench_says_what_each_kind_of_print_says_and_keeps_nothing(admin):
    def tried(content, size="2 x 2"):
        data = {"size": size, "file": (io.BytesIO(content), "a.pdf")}
        return admin.post(
            "/admin/artwork-rules/bench", data=data, content_type="multipart/form-data"
        )

    page = tried(cases.pdf(pages=2))
    assert page.status_code == 200
    assert page.text.count("This file has 2 pages.") == len(Profile)
    assert "It would be refused" not in page.text
    assert "isn&#39;t a PDF" in tried(b"just words").text
    assert refusal(tried(cases.pdf(), size="large"), "Enter width and height") == 422
    assert mine(ArtworkFile).count() == 0
