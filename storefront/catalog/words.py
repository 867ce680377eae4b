"""How the shop speaks of what 4Over prints: our dictionary of its codes, and our sentences.

Admins edit both. They are read once in each process, and again as soon as a setting, which every
request has at hand, names another edition: so an edit counts at once, and costs a page nothing.
"""

import secrets
from collections.abc import Mapping

from flask import current_app
from sqlalchemy import select

from storefront.catalog.codes import Dictionary
from storefront.catalog.composing import BUILT_IN, FIELDS
from storefront.catalog.models import TextTemplate, Word
from storefront.database import db
from storefront.settings import save_setting, shop_settings


class Wording:
    """One edition of the words and templates."""

    def __init__(
        self,
        dictionary: Dictionary | None = None,
        templates: Mapping[tuple[str, str], str] | None = None,
    ) -> None:
        self.dictionary = dictionary or Dictionary()
        self._templates = templates or {}  # by (family in lower case or "", field)

    def template(self, field: str, family: str) -> str:
        """The family's own, else the one for all, else ours. `field`: title, lead or text."""
        of_all = self._templates.get(("", field)) or BUILT_IN[field]
        return self._templates.get((family.strip().lower(), field)) or of_all


PLAIN = Wording()  # while nobody has edited any


def wording() -> Wording:
    """The present edition."""
    edition = shop_settings().wording
    if not edition:
        return PLAIN
    kept: tuple[str, Wording] | None = current_app.extensions.get("wording")
    if kept is None or kept[0] != edition:
        kept = current_app.extensions["wording"] = (edition, _read())
    return kept[1]


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


def new_edition() -> None:
    """Words or templates were changed in this transaction. The caller commits.

    Its name is drawn, not counted: one that is rolled back never comes again.
    """
    save_setting("wording", secrets.token_hex(4))


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
    return Wording(Dictionary(own), templates)
