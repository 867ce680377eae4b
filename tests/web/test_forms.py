"""What every form of the shop has in common, tried on each of them."""

import importlib
import pkgutil
from decimal import Decimal

import pytest
from wtforms import PasswordField, StringField, TextAreaField
from wtforms.csrf.core import CSRFTokenField

import storefront
from storefront.admin.money.tax_forms import TaxForm
from storefront.numbers import NoSuchNumber, amounts, percent, percentages
from storefront.web.forms import Form, NumberField
from tests.factories import with_settings


def _below(kind):
    for one in kind.__subclasses__():
        yield one
        yield from _below(one)


for module in pkgutil.walk_packages(storefront.__path__, "storefront."):
    if "forms" in module.name:
        importlib.import_module(module.name)
NEEDS_MORE = {"EnvironmentForm": ("production",)}
FORMS = sorted(set(_below(Form)), key=lambda kind: (kind.__module__, kind.__name__))
WRONG = [
    "abc",
    "1.2.3",
    "1,23.4",
    "12,34",
    "--1",
    "1e3",
    "NaN",
    "٣",
    "²",
    "9" * 5000,
    "$",
    "%",
    ".",
]


@pytest.fixture
def typed(app):
    """A form of that class, filled in."""

    def fill(kind, data):
        with app.test_request_context("/", method="POST", data=data or {"nothing": ""}):
            with_settings(active=True)
            form = kind(*NEEDS_MORE.get(kind.__name__, ()))
            for field in form:  # a choice of rows, given by the view
                if getattr(field, "choices", ()) is None:
                    field.choices = []
            form.validate()
            return form

    return fill


def of(form, kind):
    return [field for field in form if isinstance(field, kind)]


@pytest.mark.parametrize("kind", FORMS, ids=lambda kind: f"{kind.__module__}.{kind.__name__}")
def test_each_field_says_one_thing_in_a_sentence_of_its_own(typed, kind):
    form = typed(kind, {})
    long = {field.name: 20_001 if isinstance(field, TextAreaField) else 600 for field in form}
    wrong = typed(kind, {name: "x" * length for name, length in long.items()})

    for said in (form.errors, wrong.errors):
        for name, errors in said.items():
            assert len(errors) == 1, name
            assert errors[0][0].isupper(), errors
            assert errors[0].endswith("."), errors
            assert "field" not in errors[0].lower(), f"{name}: {errors[0]}"
            assert "not a valid" not in errors[0].lower(), f"{name}: {errors[0]}"
    assert len(form.errors) >= sum(
        1 for field in form if field.flags.required and field.data in (None, "")
    )


@pytest.mark.parametrize("kind", FORMS, ids=lambda kind: f"{kind.__module__}.{kind.__name__}")
def test_each_number_is_read_as_people_type_it(typed, kind):
    fields = of(typed(kind, {}), NumberField)
    for field in fields:
        most = field.numbers.most
        written = {"$": f"$ {most:,}", "%": f" {most:,} %"}.get(field.numbers.sign, f"{most:,}")
        form = typed(kind, {field.name: written})
        assert not form[field.name].errors, (field.name, written, form[field.name].errors)
        assert form[field.name].data == most
        for wrong in WRONG:
            refused = typed(kind, {field.name: wrong})[field.name]
            assert refused.errors == [field.numbers.sentence], (field.name, wrong[:20])
            assert refused.data is None


@pytest.mark.parametrize("kind", FORMS, ids=lambda kind: f"{kind.__module__}.{kind.__name__}")
def test_a_line_keeps_no_line_break_tab_or_control_sign(typed, kind):
    for field in of(typed(kind, {}), StringField):
        if isinstance(field, PasswordField | CSRFTokenField):
            continue
        said = typed(kind, {field.name: "a\r\nb\tc\x00d\x1b\u2028e\x85f\u202eg"})[field.name].data
        if isinstance(field, TextAreaField):
            assert said == "a\nb\tcd\u2028efg"
        else:
            assert said == "a b cd e fg", field.name


def test_there_is_a_form_of_each_kind_among_them():
    names = {kind.__name__ for kind in FORMS}
    assert {"SettingsForm", "TaxForm", "AddressForm", "ConnectForm", "ProductForm"} <= names
    assert len(names) > 20


@pytest.mark.parametrize(
    ("text", "value"),
    [("$36.22", "36.22"), ("1,234.50", "1234.50"), ("$1,234", "1234"), (" $ 5 ", "5"),
     ("-$5.00", "-5"), ("−5", "-5"), ("+.5", "0.5"), ("7.", "7"), ("1,234,567.8", None),
     ("36.225", None), ("1.234,50", None), ("5 %", None), ("", None)],
)  # fmt: skip
def test_amounts(text, value):
    numbers = amounts(-100)
    if value is None:
        with pytest.raises(NoSuchNumber, match=r"from -\$100 to \$1,000,000"):
            numbers.read(text)
    else:
        assert numbers.read(text) == Decimal(value)


@pytest.mark.parametrize(
    ("text", "value"),
    [("9.45 %", "9.45"), ("8.875%", "8.875"), ("0", "0"), ("100.000000", "100"), ("$9", None),
     ("100.01", None), ("1.1234567", None)],
)  # fmt: skip
def test_percentages(text, value):
    if value is None:
        with pytest.raises(NoSuchNumber, match=r"such as 8\.875"):
            percentages().read(text)
    else:
        assert percentages().read(text) == Decimal(value)


@pytest.mark.parametrize(
    ("number", "written"),
    [("8.875", "8.875%"), ("8.8750", "8.875%"), ("40.00", "40%"), ("1E+2", "100%"), ("0", "0%")],
)
def test_a_percentage_is_written_with_all_its_places(number, written):
    assert percent(Decimal(number)) == written


def test_json_is_no_form(app):
    """Its values may be of any type, and no page of ours sends it."""
    with app.test_request_context("/", method="POST", json={"name": 5, "rate": [1]}):
        form = TaxForm()
        assert not form.validate()
        assert form.name.data == ""
