"""What staff fill in about rules for print files."""

from wtforms import Field, HiddenField, SelectField, ValidationError
from wtforms.fields.choices import SelectChoice

from storefront.artwork.rules.findings import Level
from storefront.artwork.rules.table import RULES
from storefront.artwork.rules.texts import TEXTS
from storefront.catalog.measures import inches
from storefront.numbers import Numbers
from storefront.web.forms import Form, line, number, one_of, text

LEVELS = {
    Level.BLOCK: "Block: it cannot be ordered",
    Level.WARN: "Warn: the customer has to say yes to it",
    Level.TELL: "Tell",
    Level.OFF: "Off",
}


class RuleForm(Form):
    rule = SelectField("Rule", choices=[SelectChoice(rule, TEXTS[rule].title) for rule in RULES])
    level = SelectField("What follows", choices=[SelectChoice(*one) for one in LEVELS.items()])
    target = number(
        "Measured against",
        Numbers(0, 10_000, places=4),
        "Dots per inch, inches a side, or percent of ink. Leave it empty for that of the table.",
        optional=True,
    )
    category = one_of("For a category")
    product = line("For a product", 120, "Its code at 4Over. Leave both empty for everything.")


class BenchForm(Form):
    size = line("Finished size in inches", 40, asked="Enter the size, such as 2 x 3.5.")

    def validate_size(self, field: Field) -> None:
        if len(inches(field.data)) != 2 or not all(inches(field.data)):
            raise ValidationError("Enter width and height, such as 2 x 3.5.")


class LetThroughForm(Form):
    file = HiddenField("File")  # by its SHA-256, where the page names one
    reason = text(
        "Why it is printed all the same", 500, "The customer reads it, too.", asked="Say why."
    )
