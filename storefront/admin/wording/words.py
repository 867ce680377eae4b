"""The dictionary: what 4Over's codes are called in the shop."""

from collections import Counter
from typing import Any, NamedTuple

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import func, select

from storefront.admin.asking import before_deleting
from storefront.admin.blueprint import MenuGroup, bp, in_menu
from storefront.admin.changes import change, form_page, note
from storefront.admin.filters import one_asked
from storefront.admin.products.product_forms import KINDS, WordForm
from storefront.catalog.codes import Dictionary
from storefront.catalog.models import Product, Word, WordKind
from storefront.catalog.presentation import title_of
from storefront.catalog.words import wording
from storefront.database import db
from storefront.partner.account import environment
from storefront.text import one_line

COLORSPECS = ("4/4", "4/1", "4/0", "5/4", "5/1", "5/0", "1/1", "1/0")
SEARCH_FOLLOWS = "Customers see it now; search follows within a minute or two."


class GlossaryEntry(NamedTuple):
    code: str
    kind: WordKind
    short: str
    words: str
    products: int | None  # that have it; None where it is not counted
    ours: bool


@bp.get("/words/")
@in_menu(MenuGroup.PRODUCTS, 4, "Glossary")
def words() -> ResponseReturnValue:
    """Each code in use, and each that somebody has put into words."""
    own = {word.code: word for word in db.session.scalars(select(Word))}
    used: dict[WordKind, Counter[str]] = {
        WordKind.STOCK: _used(Product.stock),
        WordKind.COATING: _used(Product.coating),
        WordKind.COLORS: Counter(dict.fromkeys(COLORSPECS, 0)),
        WordKind.OPTION: Counter(),
    }
    listed = {code.lower() for codes in used.values() for code in codes}
    for word in own.values():
        if word.code not in listed:
            used[word.kind][word.code] = 0
    entries = {
        KINDS[kind]: [_entry(code, kind, codes[code], own) for code in sorted(codes)]
        for kind, codes in used.items()
    }
    return render_template("admin/words.html", entries=entries)


def _used(column: Any) -> Counter[str]:
    rows = db.session.execute(
        select(column.label("code"), func.count().label("many"))
        .where(Product.environment == environment(), Product.available, column != "")
        .group_by(column)
    )
    return Counter({row.code: row.many for row in rows})


def _entry(code: str, kind: WordKind, many: int, own: dict[str, Word]) -> GlossaryEntry:
    dictionary = wording().dictionary
    counted = many if kind in (WordKind.STOCK, WordKind.COATING) else None
    if kind == WordKind.OPTION:
        short = said = dictionary.option(code)
    else:
        short, said = dictionary.short(code), dictionary.sentence(code)
    return GlossaryEntry(code, kind, short, said, counted, key_of(code) in own)


def key_of(code: str) -> str:
    return " ".join(one_line(code, 120).lower().split())


@bp.route("/words/word", methods=["GET", "POST"])
def word() -> ResponseReturnValue:
    """One code, named in the URL, as it may have any sign in it."""
    code, kind = one_line(request.args.get("code", ""), 120), one_asked("kind", KINDS)
    word = db.session.get(Word, key_of(code))
    if word:
        form = WordForm(obj=word, code=code)
    else:
        given = WordKind(kind or WordKind.OPTION)
        form = WordForm(data={"code": code, "kind": given, **_known(code, given)})
    if form.validate_on_submit():
        return _save(form)
    return form_page("admin/word.html", form, word=word, code=code, examples=_examples(code))


def _known(code: str, kind: WordKind) -> dict[str, str]:
    """What is said of a code that nobody has put into words."""
    if kind == WordKind.OPTION:
        return {"short": code, "words": code}
    plain = Dictionary()
    return {"short": plain.short(code), "words": plain.sentence(code)} if code else {}


def _save(form: WordForm) -> ResponseReturnValue:
    key, kind = key_of(form.code.data), WordKind(form.kind.data)
    said = {"short": form.short.data, "words": form.words.data}
    word = db.session.get(Word, key)
    if word is None:
        if said == _known(form.code.data, kind):
            flash("It already has the built-in wording.", "info")
            return redirect(url_for("admin.words"))
        word = Word(code=key, kind=WordKind.OPTION, short="", words="")
        db.session.add(word)
    change(
        word,
        "glossary changed",
        form.code.data,
        kind=kind,
        **said,
    )
    db.session.commit()
    flash(f"{form.code.data} is saved. {SEARCH_FOLLOWS}")
    return redirect(url_for("admin.words"))


@bp.route("/words/deletion", methods=["GET", "POST"])
def delete_word() -> ResponseReturnValue:
    """Back to what we know of it."""
    word = db.session.get(Word, key_of(request.args.get("code", "")))
    if word is None:
        flash("It already has the built-in wording.", "info")
        return redirect(url_for("admin.words"))
    known = _known(word.code, word.kind)
    changes = [
        f"{where}: “{known[field]}” instead of “{getattr(word, field)}”."
        for field, where in (("short", "In titles and filters"), ("words", "In sentences"))
        if known[field] != getattr(word, field)
    ]
    what = f"the glossary entry for {word.code}"
    back = url_for("admin.word", code=word.code, kind=word.kind)
    if asking := before_deleting(what, changes or ["It reads as before."], back):
        return asking
    note("glossary entry deleted", word.code, f"{word.short} / {word.words}")
    db.session.delete(word)
    db.session.commit()
    flash(f"{word.code} has the built-in wording again. {SEARCH_FOLLOWS}")
    return redirect(url_for("admin.words"))


def _examples(code: str) -> list[str]:
    if not code:
        return []
    having = (Product.stock == code) | (Product.coating == code)
    query = select(Product).where(Product.environment == environment(), having)
    return [title_of(product) for product in db.session.scalars(query.limit(3))]
