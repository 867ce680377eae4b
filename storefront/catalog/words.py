"""How the shop speaks of what 4Over prints: our dictionary of its codes, and our sentences.

Admins edit both. An edit counts at once, and costs a page nothing.
"""

from collections.abc import Mapping
from hashlib import sha256

from sqlalchemy import select

from storefront.catalog.codes import Dictionary
from storefront.catalog.composing import BUILT_IN, FIELDS
from storefront.catalog.models import TextTemplate, Word
from storefront.database import db
from storefront.page_cache import remembered


class Wording:
    """All words and templates."""

    def __init__(
        self,
        words: Mapping[str, tuple[str, str]],  # short, and for sentences: by code
        templates: Mapping[tuple[str, str], str],  # by (family in lower case or "", field)
    ) -> None:
        self.dictionary = Dictionary(words)
        self._templates = templates
        own = repr((sorted(words.items()), sorted(templates.items())))
        # tells whether another has the same; "": nobody has edited any
        self.digest = sha256(own.encode()).hexdigest() if words or templates else ""

    def template(self, field: str, family: str) -> str:
        """The family's own, else the one for all, else ours. `field`: title, lead or text."""
        of_all = self._templates.get(("", field)) or BUILT_IN[field]
        return self._templates.get((family.strip().lower(), field)) or of_all


def wording() -> Wording:
    """As admins have left it."""
    return remembered("wording", _read)


def words_for(code: str) -> str:
    """A code or name of 4Over's in plain words: AQ, 14PTUC, 4/4 (4 color both sides)."""
    return wording().dictionary.sentence(code)


def short_words_for(code: str) -> str:
    """The same as short as a title wants it; "" for what a title need not say."""
    return wording().dictionary.short(code)


def option_words(name: str) -> str:
    """An option's name in plain words: an admin's, if there are any."""
    return wording().dictionary.option(name)


def turnaround_words(label: str) -> str:
    """How soon it is ready to ship, for 2-4 Business Days."""
    return wording().dictionary.turnaround(label)


def _read() -> Wording:
    words = db.session.execute(select(Word.code, Word.short, Word.words))
    own = {code: (short, said) for code, short, said in words}
    rows = db.session.execute(
        select(TextTemplate.family, *(getattr(TextTemplate, field) for field in FIELDS))
    )
    templates = {
        (family, field): template
        for family, *said in rows
        for field, template in zip(FIELDS, said, strict=True)
    }
    return Wording(own, templates)
