"""Which store this shop has: ARTWORK_STORE says it."""

import re
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from flask import Flask, current_app
from obstore.store import S3Store

from storefront.config import Config
from storefront.storage.bucket import Bucket
from storefront.storage.contract import Store
from storefront.storage.folder import Folder

if TYPE_CHECKING:
    from obstore.store import S3Config

_BUCKET = re.compile(r"s3://([a-z0-9][a-z0-9.-]{1,61}[a-z0-9])(?:/([\w./-]*))?")
PATIENCE = timedelta(seconds=30)  # for one call, with all its tries


def init_app(app: Flask) -> None:
    """A store that cannot be used stops the shop at its start, not at the first upload."""
    config = app.extensions["config"]
    app.extensions["storage"] = store_at(config.artwork_store, config)


def store() -> Store:
    """The running app's."""
    present: Store = current_app.extensions["storage"]
    return present


def store_at(place: str, config: Config) -> Store:
    """The store that a value of ARTWORK_STORE names. Raises ValueError saying what is wrong."""
    if bucket := _BUCKET.fullmatch(place):
        return _bucket(bucket[1], (bucket[2] or "").strip("/"), config)
    if place and not Path(place).is_absolute():
        raise ValueError(
            "ARTWORK_STORE must be the whole path of a folder, like /srv/artwork, or a bucket, "
            f"like s3://bucket/folder, not {place!r}."
        )
    path = Path(place) if place else config.instance_path.resolve() / "artwork"
    try:
        return Folder(path)
    except OSError as trouble:
        raise ValueError(
            f"ARTWORK_STORE: {path} cannot be used as a folder ({trouble.strerror})."
        ) from None


def _bucket(name: str, prefix: str, config: Config) -> Bucket:
    options: S3Config = {"region": config.s3_region}
    if config.s3_access_key_id:
        options["access_key_id"] = config.s3_access_key_id
        options["secret_access_key"] = config.s3_secret_access_key.get_secret_value()
    if config.s3_endpoint:
        options["endpoint"] = config.s3_endpoint
    opened = S3Store(
        name,
        prefix=prefix or None,
        config=options,
        client_options={
            "allow_http": config.s3_endpoint.startswith("http://"),
            "connect_timeout": timedelta(seconds=5),
            "timeout": timedelta(seconds=60),  # for the whole of a part
        },
        retry_config={"max_retries": 4, "retry_timeout": PATIENCE},
    )
    shown = f"s3://{name}/{prefix}".rstrip("/")
    return Bucket(opened, shown, config.instance_path.resolve() / "incoming")
