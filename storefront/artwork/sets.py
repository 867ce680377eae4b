"""What a cart or an order item of several sets has: a name for each, such as the person's on it."""

from sqlalchemy.orm import Mapped, mapped_column

from storefront.artwork import words
from storefront.artwork.models import ArtworkSlot
from storefront.database import Texts

LONGEST_NAME = 60


class HasSets:
    """Sets are counted from 1. With one alone nothing is called by its name."""

    set_names: Mapped[tuple[str, ...]] = mapped_column(Texts, default=())

    def name_of(self, number: int) -> str:
        """As the customer wrote it; "" where nothing was written."""
        names = self.set_names or ()
        return names[number - 1] if number <= len(names) else ""

    def called(self, number: int) -> str:
        """What pages call it: Ann Lee, or Version 2."""
        return self.name_of(number) or words.version(number)

    def name_set(self, number: int, name: str) -> None:
        """Names stay with their numbers, also while there are fewer sets."""
        names = [*(self.set_names or ()), *[""] * number]
        names[number - 1] = name
        while names and not names[-1]:
            names.pop()
        self.set_names = tuple(names)

    def label_of(self, slot: ArtworkSlot, sets: int) -> str:
        """Front; where it is one of several `sets`, with the name: Ann Lee, Front."""
        return f"{self.called(slot.set_number)}, {slot.label}" if sets > 1 else slot.label
