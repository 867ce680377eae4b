"""Registering files by their address, listing, reading and deleting them (API 9.1)."""

from typing import Any

from flask import Blueprint, Response, send_file

from storefront.sandbox import files
from storefront.sandbox.answers import NOT_FOUND, Problem, answer, body, truth
from storefront.sandbox.world import here

bp = Blueprint("files", __name__)


@bp.post("/files")
def register() -> Response:
    """One entry for each path, in order. A file that cannot be fetched fails inside a 200."""
    sent = body()
    paths, preflight = sent.get("path"), truth(sent.get("preflight"))
    paths = [paths] if isinstance(paths, str) else paths
    if not isinstance(paths, list) or not paths:
        raise Problem(400, "path is required")
    return answer({"files": [_registered(str(path), preflight) for path in paths[:100]]})


def _registered(path: str, preflight: bool) -> dict[str, Any]:
    sandbox = here()
    try:
        if sandbox.faults.trigger("fail_files"):
            raise files.NotFetched
        uuid = files.fetch(sandbox.store, path)
    except files.NotFetched:
        return files.FAILED
    show = files.preflighted if preflight else files.entry
    return show(sandbox.store, uuid, sandbox.link_base)


@bp.get("/files")
def listed() -> Response:
    sandbox = here()
    rows = sandbox.store.rows("SELECT file_uuid FROM files ORDER BY created_at DESC LIMIT 100")
    entities = [files.entry(sandbox.store, row["file_uuid"], sandbox.link_base) for row in rows]
    return answer({"entities": entities, "currentPage": 1, "maximumPages": 1})


@bp.get("/files/<uuid:uuid>")
def download(uuid: object) -> Response:
    store = here().store
    row = store.row("SELECT name FROM files WHERE file_uuid = ?", str(uuid))
    if row is None:
        raise Problem(404, NOT_FOUND)
    return send_file(store.files / str(uuid), as_attachment=True, download_name=row["name"])


@bp.delete("/files/<uuid:uuid>")
def delete(uuid: object) -> Response:
    store = here().store
    if store.row("SELECT 1 FROM files WHERE file_uuid = ?", str(uuid)) is None:
        raise Problem(404, NOT_FOUND)
    store.run("DELETE FROM files WHERE file_uuid = ?", str(uuid))
    (store.files / str(uuid)).unlink(missing_ok=True)
    return answer(True)
