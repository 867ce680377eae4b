"""Two machines of one shop: they share the database and the store, and nothing else."""

import pytest
from obstore.store import MemoryStore

from storefront import create_app
from storefront.config import Config
from storefront.database import db
from storefront.storage.bucket import Bucket
from tests.fakes import Browser, FakeQueue


@pytest.fixture(params=["folder", "bucket"])
def hosts(request, app, tmp_path):
    """The first is the app that the test is in."""
    config = app.extensions["config"]
    values = {
        **config.model_dump(exclude_unset=True),
        "instance_path": tmp_path / "another machine",
        "secret_key": app.secret_key,
        "artwork_store": app.extensions["storage"].name,
    }
    second = create_app(Config(_env_file=None, **values))
    second.config.update(TESTING=True, WTF_CSRF_ENABLED=False)
    second.test_client_class = Browser
    for one in (app, second):
        one.extensions["queue"] = dict.fromkeys(("orders", "catalog"), FakeQueue(one))
    if request.param == "bucket":
        bucket = MemoryStore()
        for one in (app, second):
            incoming = one.extensions["config"].instance_path / "incoming"
            one.extensions["storage"] = Bucket(bucket, "s3://shared", incoming)
    yield app, second
    with second.app_context():
        db.session.remove()
        db.engine.dispose()
