"""What staff fill in about rules for print files."""

from wtforms import Field, HiddenField, SelectField, ValidationError
from wtforms.fields.choices import SelectChoice

from storefront.admin.artwork.rule_measures import HELP, MEASURES
from storefront.artwork.rules.findings import Level
from storefront.artwork.rules.table import RULES
from storefront.artwork.rules.texts import TEXTS
from storefront.catalog.measures import inches
from storefront.numbers import LONGEST, NoSuchNumber
from storefront.web.forms import Form, line, one_of, text

LEVELS = {
    Level.BLOCK: "Block: it cannot be ordered",
    Level.WARN: "Warn: the customer has to say yes to it",
    Level.TELL: "Tell",
    Level.OFF: "Off",
}


class RuleForm(Form):
    rule = SelectField("Rule", choices=[SelectChoice(rule, TEXTS[rule].title) for rule in RULES])
    level = SelectField("What follows", choices=[SelectChoice(*one) for one in LEVELS.items()])
    target = line(
        "Measured against", LONGEST, HELP, render_kw={"inputmode": "decimal", "autocomplete": "off"}
    )
    category = one_of("For a category")
    product = line("For a product", 120, "Its code at 4Over. Leave both empty for everything.")

    def validate_target(self, field: Field) -> None:
        if not field.data:
            return
        measure = MEASURES.get(self.rule.data)
        if measure is None:
            raise ValidationError("This rule has no number. Leave it empty.")
        try:
            measure.read(field.data)
        except NoSuchNumber as reason:
            raise ValidationError(str(reason)) from None

    @property
    def measured(self) -> float | None:
        """What was typed, once it is valid; None: as in the table."""
        text = self.target.data
        return float(MEASURES[self.rule.data].read(text)) if text else None


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
