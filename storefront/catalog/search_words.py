"""The words a product is found by, and the words of a question, written the same way."""

import re
from collections.abc import Iterable
from functools import lru_cache
from typing import Any, cast

from sqlalchemy import Integer, Table, bindparam, delete, select

from storefront.bulk_insert import bulk_insert
from storefront.catalog.measures import inches, size_word, sizes_as_words
from storefront.catalog.models import Category, Product, ProductSearch, product_category
from storefront.catalog.naming import composed_title
from storefront.catalog.words import Wording, wording
from storefront.database import db
from storefront.text import clean

MOST_TERMS = 8  # of a question; more are left out
FEWEST = 25  # pieces; quantities are multiples of it
AT_ONCE = 200

_SMALL = {
    "a", "an", "and", "best", "buy", "cheap", "custom", "for", "get", "i", "in", "me", "my", "need",
    "of", "on", "or", "order", "our", "print", "printed", "printing", "some", "the", "to", "want",
    "with", "you", "your",
}  # fmt: skip

SEARCH = cast("Table", ProductSearch.__table__)

_READ = (
    "id", "environment", "code", "partner_name", "title", "family", "size", "stock", "coating",
    "apart",
)  # fmt: skip
# written into the statement: hundreds of parameters cost more than what is done with them
_IDS = bindparam("ids", expanding=True, literal_execute=True, type_=Integer)
_CATEGORIES = (
    select(product_category.c.product_id, Category.partner_name, Category.title)
    .join(Category, Category.id == product_category.c.category_id)
    .where(product_category.c.product_id.in_(_IDS))
)
_PRODUCTS = select(*(getattr(Product, name) for name in _READ)).where(Product.id.in_(_IDS))
_FORGET = delete(SEARCH).where(SEARCH.c.product_id.in_(_IDS))

_CODE = re.compile(r"(\d+)[\s-]*(pt|lb|oz|mm|mil)\b")
_NUMBERED = re.compile(
    r"(?<![\w#])(?:#|no\b\.?|number\b)\s*(\d{1,2})(?![\w.\"'])"
)  # envelopes: #10
_THOUSANDS = re.compile(r"(?<=\d),(?=\d{3}\b)")
_WORD = re.compile(r"[a-z0-9](?:[a-z0-9./]*[a-z0-9])?")


@lru_cache(maxsize=2048)  # stocks, coatings, families and categories come again and again
def words_in(text: str) -> tuple[str, ...]:
    """The text's words in lower case: sizes as 4x6, weights as 14pt; punctuation goes."""
    plain = sizes_as_words(_NUMBERED.sub(r" no\1 ", clean(text, 2000).lower()))
    plain = _CODE.sub(r" \1\2 ", plain)
    return tuple(dict.fromkeys(_WORD.findall(plain)))


def terms_in(question: str) -> list[str]:
    """What a product must have to be found: each term as words begin, so "cards" finds a card."""
    return [stem(word) for word in telling_words(question)]


def telling_words(question: str) -> tuple[str, ...]:
    """Those of a question that say something about a product; if none does, all."""
    said = words_in(_THOUSANDS.sub("", question))
    telling = (word for word in said if word not in _SMALL and not _is_quantity(word))
    return tuple(telling)[:MOST_TERMS] or said[:MOST_TERMS]


def _is_quantity(word: str) -> bool:
    """Whether it says how many are wanted, as in 500 postcards: nothing is found by that."""
    return word.isdecimal() and int(word) >= FEWEST and int(word) % FEWEST == 0


def stem(word: str) -> str:
    return word[:-1] if len(word) > 3 and word.endswith("s") else word


def index(products: Iterable[Product]) -> None:
    """Find these products by what they are called now. The caller commits."""
    _write([row.id for row in products])


def index_ids(product_ids: list[int]) -> None:
    for start in range(0, len(product_ids), AT_ONCE):
        _write(product_ids[start : start + AT_ONCE])


def _write(ids: list[int]) -> None:
    if not ids:
        return
    names: dict[int, list[str]] = {}
    for product_id, partner_name, title in db.session.execute(_CATEGORIES, {"ids": ids}):
        names.setdefault(product_id, []).append(title or partner_name)
    rows = db.session.execute(_PRODUCTS, {"ids": ids}).all()
    db.session.execute(_FORGET, {"ids": ids})
    bulk_insert(SEARCH, [_row(product, names.get(product.id, [])) for product in rows])


def _row(product: Any, categories: list[str]) -> dict[str, Any]:
    title = words_in(
        product.title
        or composed_title(product.family, product.size, product.stock, product.coating)
    )
    turned = size_word(inches(product.size)[::-1])  # 6x4 is asked for as often as 4x6
    words = (
        *title,
        *words_in(product.apart),
        *words_in(product.partner_name),
        *words_in(product.code),
        *words_in(product.code.replace("-", " ")),
        *words_in(product.family),
        *_words_of_codes(wording(), product.stock, product.coating),
        *words_in(turned),
        *(word for name in categories for word in words_in(name)),
    )
    return {
        "product_id": product.id,
        "environment": product.environment,
        "title": _spaced(title),
        "words": _spaced(dict.fromkeys(words)),
    }


@lru_cache(maxsize=2048)
def _words_of_codes(said: Wording, stock: str, coating: str) -> tuple[str, ...]:
    """4Over's codes, and what this shop calls them."""
    say = said.dictionary
    texts = (stock, say.sentence(stock), say.short(stock), coating, say.sentence(coating))
    return tuple(dict.fromkeys(word for text in texts for word in words_in(text)))


@lru_cache(maxsize=512)  # hundreds of products have the same choices
def words_of_choices(said: Wording, choices: str) -> tuple[str, ...]:
    """What can be chosen, as 4Over calls it and as this shop does."""
    say = said.dictionary
    texts = (
        text
        for name in choices.split("\n")
        for text in (name, say.option(name), say.sentence(name))
    )
    return tuple(dict.fromkeys(word for text in texts for word in words_in(text)))


def _spaced(words: Iterable[str]) -> str:
    return f" {' '.join(words)} "
