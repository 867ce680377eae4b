"""What admins fill in about products, categories and the words for them."""

from flask_wtf import FlaskForm
from flask_wtf.file import FileField, MultipleFileField
from wtforms import BooleanField, Field, HiddenField, IntegerField, SelectField, ValidationError
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, NumberRange, Optional

from storefront.admin.fields import line, one_of, text
from storefront.catalog.composing import LONGEST, faults_of
from storefront.catalog.models import WordKind

_PLACE = NumberRange(-10000, 10000)
_PICTURES = "PNG, JPEG or WebP."
KINDS = {
    WordKind.STOCK: "Stock",
    WordKind.COATING: "Coating",
    WordKind.COLORS: "Colors",
    WordKind.OPTION: "Option",
}


class ProductForm(FlaskForm):
    title = line("Title", 300, "Empty: made from the attributes.", required=False)
    description = text(
        "Description", 20000, "Markdown. Empty: written from the attributes.", required=False
    )
    picture = FileField("Picture", [Optional()], description=_PICTURES)
    no_picture = BooleanField("Take the present picture away")
    group = one_of("Product group", "Markup rules can speak of it.")
    workflow = one_of("Workflow", "What happens in the shop before it is pushed.")
    sort = IntegerField(
        "Place in lists", [Optional(), _PLACE], description="Smaller numbers come first."
    )
    hidden = BooleanField("Hidden from customers")


class ManyForm(FlaskForm):
    """The same for many products. What is left as it stands here changes nothing."""

    set_title = BooleanField("Set the title")
    title = line("Title", 300, "Empty: made from the attributes again.", required=False)
    set_description = BooleanField("Set the description")
    description = text(
        "Description",
        20000,
        "Markdown. Empty: written from the attributes again.",
        required=False,
    )
    picture = FileField("Picture for all of them", [Optional()], description=_PICTURES)
    no_picture = BooleanField("Take their pictures away")
    group = SelectField("Product group", [Optional()])
    workflow = SelectField("Workflow", [Optional()])
    sort = IntegerField("Place in lists", [Optional(), _PLACE], description="Empty: as they are.")
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


class CategoryForm(FlaskForm):
    title = line("Title", 200, "Empty: 4Over's own name.", required=False)
    description = text("Description", 20000, "Markdown.", required=False)
    sort = IntegerField(
        "Place in lists", [Optional(), _PLACE], description="Smaller numbers come first."
    )
    hidden = BooleanField("Hidden from customers")


class PicturesForm(FlaskForm):
    pictures = MultipleFileField(
        "Pictures",
        [DataRequired("Choose some pictures.")],
        description=f"{_PICTURES} Each named by a product's code: 14PT-BCUV-2X3.5.jpg.",
    )


class CsvForm(FlaskForm):
    file = FileField("CSV file", [DataRequired("Choose a file.")])


class WordForm(FlaskForm):
    code = line("4Over's code or text", 120, "As 4Over writes it: AQ, 14PT C2S, 4/0.")
    kind = SelectField("Kind", choices=[SelectChoice(k.value, word) for k, word in KINDS.items()])
    short = line("In titles and filters", 120, "Empty: it is left out of titles.", required=False)
    words = line("In sentences", 300, "Empty: it is left out of sentences.", required=False)


def _fillable(form: FlaskForm, field: Field) -> None:  # noqa: ARG001 - as WTForms calls it
    if faults := faults_of(field.name, field.data or ""):
        raise ValidationError(" ".join(faults))


class TemplateForm(FlaskForm):
    family = SelectField("For")
    title = line("Titles", LONGEST["title"], required=False)
    lead = line("The sentence below the title", LONGEST["lead"], required=False)
    text = text("Texts", LONGEST["text"], "Markdown.", required=False)

    validate_title = validate_lead = validate_text = staticmethod(_fillable)
