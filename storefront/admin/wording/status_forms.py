"""What an admin says of one of 4Over's status texts."""

from wtforms import SelectField
from wtforms.fields.choices import SelectChoice

from storefront.admin.labels import label
from storefront.fourover.statuses import JobPhase
from storefront.orders.models.meaning import MAY_MEAN
from storefront.web.forms import Form, line

UNKNOWN = JobPhase.IN_PROGRESS


class StatusMeaningForm(Form):
    phase = SelectField(
        "It means",
        choices=[SelectChoice(phase.value, label(phase)) for phase in (UNKNOWN, *MAY_MEAN)],
    )
    words = line(
        "What customers read (optional)", 300, "Empty: the shop's own sentence for that meaning."
    )

    @property
    def meaning(self) -> JobPhase:
        return JobPhase(self.phase.data)
