"""`python -m bench.floor`: the floor. A bare Flask app renders a page of any size with Jinja
after 0, 1 or 3 SQLAlchemy Core queries on the shop's database, under the shop's web server."""

import gc
import os

import sqlalchemy as sa
from flask import Flask, render_template_string, request
from granian import Granian
from granian.constants import Interfaces
from granian.log import LogLevels

from storefront.catalog.models import Category, Product
from storefront.config import Config
from storefront.partner.models import Environment
from storefront.settings import StoredSetting
from storefront.supervise.child import die_with_parent

PAGE = """<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><title>{{ title }}</title></head>
<body>
<h1>{{ title }}</h1>
<ul>
{% for number in range(rows) %}
<li class="card"><a href="/products/{{ slug }}/">{{ name }}</a> <i>{{ note }}</i> {{ number }}</li>
{% endfor %}
</ul>
</body>
</html>
"""
ROW = 60  # bytes of it, without its words


def create_floor(database: str) -> Flask:
    app = Flask(__name__)
    engine = sa.create_engine(database)
    one = sa.select(Product.slug, Product.code, Product.partner_name, Product.packed_spec)
    here = Product.environment == Environment.STAGING  # the index is by both
    one = one.where(here, Product.slug == sa.bindparam("slug"))
    settings = sa.select(StoredSetting.name, StoredSetting.value)
    categories = sa.select(Category.slug, Category.partner_name).limit(24)

    @app.route("/<int:queries>/<int:size>/<slug>", methods=["GET", "POST"])
    def page(queries: int, size: int, slug: str) -> str:
        name, note = slug, request.form.get("runsize", "as it is")
        if queries:
            with engine.connect() as connection:
                name = connection.execute(one, {"slug": slug}).one().partner_name
                if queries > 1:
                    connection.execute(settings).all()
                    note = connection.execute(categories).all()[0].partner_name
        row = ROW + len(slug) + len(name) + len(note)
        rows = max(1, size // row)
        return render_template_string(PAGE, title=name, name=name, note=note, slug=slug, rows=rows)

    @app.get("/healthz")
    def healthz() -> str:
        return "well"

    return app


def main() -> None:
    """As `python -m storefront.serve` does it."""
    app = create_floor(Config().database)
    gc.collect()
    gc.freeze()
    gc.set_threshold(700, 10, 1000)

    def load(target: str) -> Flask:  # noqa: ARG001
        die_with_parent()
        return app

    Granian(
        "floor",
        address="127.0.0.1",
        port=int(os.environ["PORT"]),
        interface=Interfaces.WSGI,
        workers=1,
        blocking_threads=Config().web_threads,
        websockets=False,
        log_level=LogLevels.warning,
    ).serve(target_loader=load)


if __name__ == "__main__":
    main()
