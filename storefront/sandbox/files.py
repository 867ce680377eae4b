"""Files: really fetched from where the request says, kept, and given ids (API 9.1)."""

import hashlib
import sqlite3
from datetime import UTC, datetime
from pathlib import PurePosixPath
from typing import Any
from urllib.parse import unquote, urlsplit
from uuid import uuid4

import pikepdf
import requests

from storefront.sandbox.preflight import FATAL, findings
from storefront.sandbox.store import Store

MOST_BYTES = 600 * 1024 * 1024
SECONDS = (5, 30)
FAILED = {"status": "fail", "message": {"501": "Unable to download file for processing"}}


class NotFetched(Exception):
    """The file is not to be had there."""


def fetch(store: Store, url: str) -> str:
    """Download one file and give its id. Raises NotFetched."""
    if urlsplit(url).scheme not in ("http", "https"):
        raise NotFetched
    uuid, digest, size = str(uuid4()), hashlib.sha256(), 0
    target = store.files / uuid
    try:
        with requests.Session() as session:
            session.trust_env = False
            with session.get(url, stream=True, timeout=SECONDS) as response:
                if response.status_code != 200:
                    raise NotFetched
                name = _name(url, response.headers.get("Content-Disposition", ""))
                with target.open("wb") as file:
                    for chunk in response.iter_content(1 << 16):
                        size += len(chunk)
                        if size > MOST_BYTES:
                            raise NotFetched
                        digest.update(chunk)
                        file.write(chunk)
        if not size:
            raise NotFetched
    except (requests.RequestException, ValueError, NotFetched):
        target.unlink(missing_ok=True)
        raise NotFetched from None
    extension = PurePosixPath(name).suffix.lstrip(".").lower() or _guess(target.read_bytes()[:8])
    store.run(
        "INSERT INTO files VALUES (?, ?, ?, ?, ?, ?, ?)",
        *(uuid, name, extension, size, digest.hexdigest(), _pages(store, uuid), _now()),
    )
    return uuid


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")


def _name(url: str, disposition: str) -> str:
    _, found, given = disposition.partition("filename=")
    if found:
        return given.split(";")[0].strip(' "')[:200]
    return unquote(PurePosixPath(urlsplit(url).path).name)[:200] or "file"


def _guess(start: bytes) -> str:
    kinds = {b"%PDF": "pdf", b"\x89PNG": "png", b"\xff\xd8\xff": "jpg", b"II*\0": "tif"}
    return next((kind for magic, kind in kinds.items() if start.startswith(magic)), "bin")


def _pages(store: Store, uuid: str) -> int | None:
    """How many pages it has; None if it is no PDF."""
    try:
        with pikepdf.open(store.files / uuid) as pdf:
            return len(pdf.pages)
    except pikepdf.PdfError:
        return None


def _row(store: Store, uuid: str) -> sqlite3.Row:
    return store.rows("SELECT * FROM files WHERE file_uuid = ?", uuid)[0]


def entry(store: Store, uuid: str, base_url: str) -> dict[str, Any]:
    """A registered file as 4Over shows it."""
    row = _row(store, uuid)
    pages = {} if row["pages"] is None else {"number_of_pages": str(row["pages"])}
    return {
        "file_uuid": uuid,
        "extension": row["extension"],
        "reference_file_name": row["name"],
        "uri": f"{base_url}/files/{uuid}",
        "size_bytes": row["size"],
        **pages,
        "created_at": row["created_at"],
        "updated_at": "",
        "deleted_at": "",
    }


def preflighted(store: Store, uuid: str, base_url: str) -> dict[str, Any]:
    """The same under preflight: another id and other names (API 9.1)."""
    row = _row(store, uuid)
    found = findings(store.files / uuid)
    status = "fail" if FATAL & found.keys() else "warning" if found else "success"
    link = f"{base_url}/files/{uuid}"
    return {
        "status": status,
        **({"message": found} if found else {}),
        "pdf_uuid": uuid,
        "pdf_uri": link,
        "customer_filename": row["name"],
        "customer_file": link,
        "preview_uuid": uuid,
        "preview_uri": link,
    }
