"""The shop's stylesheet, script and pictures, named by their content and so cached forever."""

import gzip
import hashlib
import mimetypes
import re
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path

from flask import Blueprint, Response, abort, current_app, request
from flask.blueprints import BlueprintSetupState

from storefront.urls import path_for

FOREVER = "public, max-age=31536000, immutable"

bp = Blueprint("assets", __name__)


@dataclass(frozen=True)
class Asset:
    """What is served under one URL; other content has another URL."""

    name: str
    body: bytes

    @cached_property
    def file_name(self) -> str:
        """The hash of the content, with the name's ending: 0f3a….css."""
        return digest(self.body)[:16] + Path(self.name).suffix

    @cached_property
    def gzipped(self) -> bytes:
        return gzip.compress(self.body, compresslevel=9, mtime=0)

    @property
    def mimetype(self) -> str:
        return mimetypes.guess_type(self.name)[0] or "application/octet-stream"


@cache
def assets_in(static: Path) -> dict[str, Asset]:
    """Every asset by the name templates call it: shop.css, shop.js, img/card.svg."""
    pictures = (path for path in (static / "img").rglob("*") if path.is_file())
    assets = [
        Asset("shop.css", stylesheet(static)),
        Asset("shop.js", script(static, "htmx/htmx.min.js", "*.js")),
        # for the pages of print files alone
        Asset("upload.js", script(static, "tus/tus.min.js", "upload/*.js", together=True)),
        *(Asset(path.relative_to(static).as_posix(), path.read_bytes()) for path in pictures),
    ]
    return {asset.name: asset for asset in assets}


def stylesheet(static: Path) -> bytes:
    """Pico, then our tokens, elements and components.

    Pico goes into a cascade layer, so that a plain rule of ours wins over any of its selectors.
    """
    pico = (static / "vendor/pico/pico.classless.min.css").read_text()
    pico = pico.removeprefix("\ufeff").removeprefix('@charset "UTF-8";')
    ours = [static / "css/tokens.css", static / "css/base.css"]
    ours += sorted((static / "css/components").glob("*.css"))
    sheets = [f"@layer pico{{{pico}}}", *(_dense(path.read_text()) for path in ours)]
    return "\n".join(sheets).encode()


def script(static: Path, vendored: str, ours: str, *, together: bool = False) -> bytes:
    """A vendored script, then our own that stand on it. They know nothing of one another, unless
    they are parts of one."""
    theirs = (static / "vendor" / vendored).read_bytes()
    texts = [path.read_text() for path in sorted((static / "js").glob(ours))]
    return b"\n".join([theirs, *map(_alone, ["\n".join(texts)] if together else texts)])


def _alone(text: str) -> bytes:
    """A script in a function of its own, without comments that fill lines and indentation."""
    lines = (line.strip() for line in text.splitlines())
    code = [line for line in lines if line and not line.startswith("//")]
    return "\n".join(["(()=>{", *code, "})();"]).encode()


def digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def asset_url(name: str) -> str:
    """The URL of an asset, for templates. A name that does not exist is a KeyError."""
    assets: dict[str, Asset] = current_app.extensions["assets"]
    return path_for("assets.asset", file_name=assets[name].file_name)


@bp.get("/assets/<file_name>")
def asset(file_name: str) -> Response:
    served = current_app.extensions["assets by file name"].get(file_name)
    if served is None:
        abort(404)
    response = Response(mimetype=served.mimetype)
    response.headers["Cache-Control"] = FOREVER
    response.vary.add("Accept-Encoding")
    if request.accept_encodings["gzip"]:
        response.content_encoding = "gzip"
        response.data = served.gzipped
    else:
        response.data = served.body
    return response


@bp.record
def _load(state: BlueprintSetupState) -> None:
    assets = assets_in(Path(state.app.static_folder or "static"))
    state.app.extensions["assets"] = assets
    state.app.extensions["assets by file name"] = {
        asset.file_name: asset for asset in assets.values()
    }
    state.app.add_template_global(asset_url)


def _dense(css: str) -> str:
    """Our CSS without its comments, its indentation and what else no browser needs."""
    without_comments = re.sub(r"/\*.*?\*/", "", css, flags=re.DOTALL)
    lines = re.sub(r"\s*\n\s*", "\n", without_comments).strip()
    return re.sub(r"(?<=[{};,])\n| (?=\{)|(?<=[a-z0-9]:) ", "", lines)
