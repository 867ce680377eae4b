"""What rules for print files measure against: each number has a unit and a range of its own."""

from dataclasses import dataclass
from decimal import Decimal

from storefront.numbers import NoSuchNumber, Numbers


@dataclass(frozen=True)
class Measure:
    unit: str
    least: Decimal
    most: int
    example: str
    places: int = 0

    def read(self, text: str) -> Decimal:
        """Raises NoSuchNumber."""
        try:
            number = Numbers(0, self.most, places=self.places).read(text)
        except NoSuchNumber:
            raise NoSuchNumber(self.sentence) from None
        if number < self.least:
            raise NoSuchNumber(self.sentence)
        return number

    @property
    def sentence(self) -> str:
        whole = "" if self.places else "a whole number "
        bounds = f"from {self.least:,} to {self.most:,}, such as {self.example}"
        return f"Enter {self.unit}, {whole}{bounds}."


_INCHES = Measure("inches", Decimal("0.01"), 1, "0.0625", places=4)
MEASURES = {
    "bleed": _INCHES,
    "safe": _INCHES,
    "fold": _INCHES,
    "far too few pixels": Measure("dots per inch", Decimal(10), 1200, "100"),
    "few pixels": Measure("dots per inch", Decimal(10), 1200, "250"),
    "ink": Measure("percent of ink", Decimal(100), 400, "390"),
    "mask tones": Measure("the part that is gray", Decimal(0), 1, "0.01", places=4),
}
HELP = (
    "Inches for the bleed, the safe line and a fold; dots per inch for pixels; percent for ink; "
    "the part that is gray for a mask. Other rules have none. Leave it empty for that of the table."
)
