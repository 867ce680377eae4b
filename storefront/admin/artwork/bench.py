"""A test bench for the rules: what each kind of print says of a file. Nothing of it is kept."""

from typing import BinaryIO, cast

from flask import render_template, request
from flask.typing import ResponseReturnValue

from storefront.admin.artwork.rule_forms import BenchForm
from storefront.admin.artwork.rule_pages import PROFILES
from storefront.admin.blueprint import bp
from storefront.artwork.bad_artwork import BadArtwork
from storefront.artwork.inspection.facts import Facts, Size
from storefront.artwork.inspection.inspecting import inspect
from storefront.artwork.rules.editions import rules_in_force
from storefront.artwork.rules.findings import Finding
from storefront.artwork.rules.judging import judge
from storefront.artwork.rules.table import BLEED, BLEED_MOST, SAFE
from storefront.artwork.rules.wanted import Profile, Wanted
from storefront.artwork.upload import disk_may_be_full, shown_name
from storefront.artwork.upload_forms import posted_file
from storefront.catalog.measures import inches
from storefront.database import end_transaction
from storefront.extensions import csrf
from storefront.storage.incoming import incoming, write

CUT = (Profile.SHEET, Profile.BOOKLET, Profile.MASK)


@bp.get("/artwork-rules/bench")
def artwork_bench() -> ResponseReturnValue:
    return render_template("admin/artwork_bench.html", form=BenchForm(size="2 x 3.5"))


@bp.post("/artwork-rules/bench")
def try_artwork() -> ResponseReturnValue:
    end_transaction()
    try:
        upload = posted_file()
        form = BenchForm(request.form)
        if not form.validate():
            return render_template("admin/artwork_bench.html", form=form), 422
        with incoming() as path:
            with disk_may_be_full():
                write(cast("BinaryIO", upload.stream), path)
            facts = inspect(path)
    except BadArtwork as reason:
        form = BenchForm(size=request.form.get("size", "2 x 3.5"))
        page = render_template("admin/artwork_bench.html", form=form, refused=reason.message)
        return page, reason.status
    said = {PROFILES[one]: _said(facts, one, Size(*inches(form.size.data))) for one in Profile}
    return render_template(
        "admin/artwork_bench.html", form=form, facts=facts, said=said, name=shown_name(upload)
    )


csrf.exempt(try_artwork)  # only until the body may be read: `posted_file` checks the token


def _said(facts: Facts, profile: Profile, size: Size) -> list[Finding]:
    cut = profile in CUT
    wanted = Wanted(
        code="fm" if profile == Profile.MASK else "fr",
        profile=profile,
        size=None if profile in (Profile.OTHER, Profile.TEMPLATE) else size,
        bleed=BLEED if cut else None,
        bleed_most=BLEED_MOST,
        safe=SAFE if cut else None,
    )
    book = rules_in_force().book(profile)
    return judge(facts, wanted.by(book), book)
