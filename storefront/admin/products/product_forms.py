"""What admins fill in about products, categories and the words for them."""

from flask_wtf.file import FileField, MultipleFileField
from wtforms import BooleanField, Field, HiddenField, SelectField, ValidationError
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, Optional

from storefront.browse.synonyms import LONGEST as LONGEST_LIST
from storefront.browse.synonyms import faults_of as faults_of_list
from storefront.catalog.composing import LONGEST, faults_of
from storefront.catalog.models import WordKind
from storefront.numbers import PLACES
from storefront.web.forms import Form, line, number, one_of, text

_PICTURES = "PNG, JPEG or WebP."
KINDS = {
    WordKind.STOCK: "Stock",
    WordKind.COATING: "Coating",
    WordKind.COLORS: "Colors",
    WordKind.OPTION: "Option",
}


class ProductForm(Form):
    title = line("Title", 300, "Leave it empty to have it generated.")
    description = text("Description", 20000, "Markdown. Leave it empty to have it generated.")
    picture = FileField("Picture", [Optional()], description=_PICTURES)
    no_picture = BooleanField("Remove the current picture")
    group = one_of("Product group", "Markup rules can refer to it.")
    workflow = one_of("Workflow", "The steps before an item is sent to 4Over.")
    sort = number("Sort order", PLACES, "Smaller numbers come first.", optional=True)
    hidden = BooleanField("Hidden from customers")


class ManyForm(Form):
    """The same for many products. What is left as it stands here changes nothing."""

    set_title = BooleanField("Set the title")
    title = line("Title", 300, "Leave it empty to have it generated again.")
    set_description = BooleanField("Set the description")
    description = text(
        "Description",
        20000,
        "Markdown. Leave it empty to have it generated again.",
    )
    picture = FileField("Picture for all of them", [Optional()], description=_PICTURES)
    no_picture = BooleanField("Remove their pictures")
    group = SelectField("Product group", [Optional()])
    workflow = SelectField("Workflow", [Optional()])
    sort = number("Sort order", PLACES, "Leave it empty for no change.", optional=True)
    hidden = SelectField(
        "Hidden from customers",
        [Optional()],
        choices=[
            SelectChoice("", "No change"),
            SelectChoice("yes", "Hide them"),
            SelectChoice("no", "Show them"),
        ],
    )
    image = HiddenField()  # the stored picture, once it was uploaded
    count = HiddenField()  # how many products the person was told of


class CategoryForm(Form):
    title = line("Title", 200, "Leave it empty to use 4Over's name.")
    description = text("Description", 20000, "Markdown.")
    sort = number("Sort order", PLACES, "Smaller numbers come first.", optional=True)
    hidden = BooleanField("Hidden from customers")


class PicturesForm(Form):
    pictures = MultipleFileField(
        "Pictures",
        [DataRequired("Choose at least one picture.")],
        description=f"{_PICTURES} Name each by a product's code: 14PT-BCUV-2X3.5.jpg.",
    )


class CsvForm(Form):
    file = FileField("CSV file", [DataRequired("Choose a file.")])


class WordForm(Form):
    code = line(
        "4Over's code or text",
        120,
        "4Over's spelling: AQ, 14PT C2S, 4/0.",
        asked="Enter 4Over's code.",
    )
    kind = SelectField("Kind", choices=[SelectChoice(k.value, word) for k, word in KINDS.items()])
    short = line("In titles and filters", 120, "Leave it empty to keep it out of titles.")
    words = line("In sentences", 300, "Leave it empty to keep it out of sentences.")


class SynonymsForm(Form):
    list = text("Search synonyms", LONGEST_LIST, "One per line.")

    def validate_list(self, field: Field) -> None:
        if faults := faults_of_list(field.data or ""):
            raise ValidationError(" ".join(faults[:5]))


def _fillable(form: Form, field: Field) -> None:  # noqa: ARG001 - as WTForms calls it
    if faults := faults_of(field.name, field.data or ""):
        raise ValidationError(" ".join(faults))


class TemplateForm(Form):
    family = SelectField("For")
    title = line("Title", LONGEST["title"])
    lead = line("Below the title", LONGEST["lead"])
    text = text("Description", LONGEST["text"], "Markdown.")

    validate_title = validate_lead = validate_text = staticmethod(_fillable)
