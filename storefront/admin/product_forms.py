"""What admins fill in about products, categories and the words for them."""

from flask_wtf.file import FileField, MultipleFileField
from wtforms import BooleanField, Field, HiddenField, SelectField, ValidationError
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, Optional

from storefront.catalog.composing import LONGEST, faults_of
from storefront.catalog.models import WordKind
from storefront.catalog.synonyms import LONGEST as LONGEST_LIST
from storefront.catalog.synonyms import faults_of as faults_of_list
from storefront.forms import Form, line, number, one_of, text
from storefront.numbers import PLACES

_PICTURES = "PNG, JPEG or WebP."
KINDS = {
    WordKind.STOCK: "Stock",
    WordKind.COATING: "Coating",
    WordKind.COLORS: "Colors",
    WordKind.OPTION: "Option",
}


class ProductForm(Form):
    title = line("Title", 300, "Empty: made from the attributes.")
    description = text("Description", 20000, "Markdown. Empty: written from the attributes.")
    picture = FileField("Picture", [Optional()], description=_PICTURES)
    no_picture = BooleanField("Take the present picture away")
    group = one_of("Product group", "Markup rules can speak of it.")
    workflow = one_of("Workflow", "What happens in the shop before it is sent to 4Over.")
    sort = number("Place in lists", PLACES, "Smaller numbers come first.", optional=True)
    hidden = BooleanField("Hidden from customers")


class ManyForm(Form):
    """The same for many products. What is left as it stands here changes nothing."""

    set_title = BooleanField("Set the title")
    title = line("Title", 300, "Empty: made from the attributes again.")
    set_description = BooleanField("Set the description")
    description = text(
        "Description",
        20000,
        "Markdown. Empty: written from the attributes again.",
    )
    picture = FileField("Picture for all of them", [Optional()], description=_PICTURES)
    no_picture = BooleanField("Take their pictures away")
    group = SelectField("Product group", [Optional()])
    workflow = SelectField("Workflow", [Optional()])
    sort = number("Place in lists", PLACES, "Empty: as they are.", optional=True)
    hidden = SelectField(
        "Hidden from customers",
        [Optional()],
        choices=[
            SelectChoice("", "As they are"),
            SelectChoice("yes", "Hide them"),
            SelectChoice("no", "Show them"),
        ],
    )
    image = HiddenField()  # the stored picture, once it was uploaded
    count = HiddenField()  # how many products the person was told of


class CategoryForm(Form):
    title = line("Title", 200, "Empty: 4Over's own name.")
    description = text("Description", 20000, "Markdown.")
    sort = number("Place in lists", PLACES, "Smaller numbers come first.", optional=True)
    hidden = BooleanField("Hidden from customers")


class PicturesForm(Form):
    pictures = MultipleFileField(
        "Pictures",
        [DataRequired("Choose some pictures.")],
        description=f"{_PICTURES} Each named by a product's code: 14PT-BCUV-2X3.5.jpg.",
    )


class CsvForm(Form):
    file = FileField("CSV file", [DataRequired("Choose a file.")])


class WordForm(Form):
    code = line(
        "4Over's code or text",
        120,
        "As 4Over writes it: AQ, 14PT C2S, 4/0.",
        asked="Enter 4Over's code.",
    )
    kind = SelectField("Kind", choices=[SelectChoice(k.value, word) for k, word in KINDS.items()])
    short = line("In titles and filters", 120, "Empty: it is left out of titles.")
    words = line("In sentences", 300, "Empty: it is left out of sentences.")


class SynonymsForm(Form):
    list = text("Search words", LONGEST_LIST, "One line for each.")

    def validate_list(self, field: Field) -> None:
        if faults := faults_of_list(field.data or ""):
            raise ValidationError(" ".join(faults[:5]))


def _fillable(form: Form, field: Field) -> None:  # noqa: ARG001 - as WTForms calls it
    if faults := faults_of(field.name, field.data or ""):
        raise ValidationError(" ".join(faults))


class TemplateForm(Form):
    family = SelectField("For")
    title = line("Titles", LONGEST["title"])
    lead = line("The sentence below the title", LONGEST["lead"])
    text = text("Texts", LONGEST["text"], "Markdown.")

    validate_title = validate_lead = validate_text = staticmethod(_fillable)
