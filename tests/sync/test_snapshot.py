"""A snapshot is whole, unchanged, of this environment and of a known schema, or is not used."""

import gzip
import hashlib

import msgspec
import pytest

from storefront.partner.models import Environment
from storefront.storage.opening import store
from storefront.sync.snapshot import SCHEMA, BadSnapshot, Manifest, read_manifest
from storefront.sync.snapshot_store import (
    KEPT,
    forget_old,
    keep_manifest,
    key_of,
    latest,
    snapshot_in,
)
from tests.stored import path_of, stored_in
from tests.sync.conftest import a_snapshot, specs

pytestmark = pytest.mark.usefixtures("app")


def opened(manifest, environment=Environment.STAGING):
    with snapshot_in(store(), manifest.name, environment) as snapshot:
        return [entry.uuid for entry in snapshot.entries()]


def changed(manifest, **values):
    forged = msgspec.structs.replace(manifest, **values)
    keep_manifest(store(), forged)
    return forged


def rewritten(manifest, body):
    """The file with other content, and a manifest that fits it."""
    (path_of(key_of(manifest.file))).write_bytes(body)
    return changed(manifest, size=len(body), sha256=hashlib.sha256(body).hexdigest())


def test_what_was_published_can_be_read():
    manifest = a_snapshot(specs(3))

    assert opened(manifest) == ["p-0", "p-1", "p-2"]
    assert (manifest.products, manifest.categories, manifest.complete) == (3, 2, True)
    assert latest(store(), Environment.STAGING) == manifest


def test_the_same_catalog_makes_the_same_file():
    assert a_snapshot(specs(3)).sha256 == a_snapshot(specs(3)).sha256


def test_a_file_cut_short_is_refused():
    manifest = a_snapshot(specs(3))
    path = path_of(key_of(manifest.file))
    path.write_bytes(path.read_bytes()[:-20])

    with pytest.raises(BadSnapshot, match="incomplete or missing"):
        opened(manifest)


def test_a_file_with_another_hash_is_refused():
    manifest = a_snapshot(specs(3))
    path = path_of(key_of(manifest.file))
    body = bytearray(path.read_bytes())
    body[len(body) // 2] ^= 1
    path.write_bytes(body)

    with pytest.raises(BadSnapshot, match="changed or damaged"):
        opened(manifest)


def test_another_environment_is_refused():
    with pytest.raises(BadSnapshot, match="of staging, not of production"):
        opened(a_snapshot(specs(1)), Environment.PRODUCTION)


@pytest.mark.parametrize(
    ("values", "reason"),
    [
        ({"schema": SCHEMA + 1}, "schema"),
        ({"complete": False}, "incomplete"),
        ({"products": 0}, "no products"),
        ({"products": 99}, "3 products instead of 99"),
    ],
)
def test_what_the_manifest_says_must_fit(values, reason):
    with pytest.raises(BadSnapshot, match=reason):
        opened(changed(a_snapshot(specs(3)), **values))


def test_half_a_file_is_noticed_even_with_a_fitting_hash():
    manifest = a_snapshot(specs(3))
    body = (path_of(key_of(manifest.file))).read_bytes()

    with pytest.raises(BadSnapshot, match="decompressed"):
        opened(rewritten(manifest, body[:-30]))


def test_a_line_that_is_no_product_is_refused():
    manifest = a_snapshot(specs(3))
    body = gzip.decompress((path_of(key_of(manifest.file))).read_bytes())
    lines = body.split(b"\n")
    lines[2] = b'{"uuid": 7}'

    with pytest.raises(BadSnapshot, match="Product 2 in it cannot be read"):
        opened(rewritten(manifest, gzip.compress(b"\n".join(lines))))


@pytest.mark.parametrize("file", ["../../etc/passwd", "/etc/x.ndjson.gz", "manifest.txt", ""])
def test_a_manifest_cannot_point_elsewhere(file):
    manifest = msgspec.structs.replace(a_snapshot(specs(1)), file=file)

    with pytest.raises(BadSnapshot, match="no snapshot file"):
        read_manifest(msgspec.json.encode(manifest))


@pytest.mark.parametrize("body", [b"", b"<html>", b"{}", b"[1]", b'{"schema": "x"}'])
def test_what_is_no_manifest_is_refused(body):
    with pytest.raises(BadSnapshot):
        read_manifest(body)


def test_only_the_last_few_are_kept_and_those_that_the_database_names():
    first, *_, last = [a_snapshot(specs(number)) for number in range(1, KEPT + 4)]
    other = a_snapshot(specs(1), environment=Environment.PRODUCTION)

    forget_old(store(), Environment.STAGING, {first.name})

    assert len(stored_in("snapshots")) == 2 * (KEPT + 2)
    for manifest in (first, last, other):
        assert {manifest.name, manifest.file} <= stored_in("snapshots")


def test_a_manifest_reads_as_it_was_written():
    manifest = a_snapshot(specs(1))

    assert isinstance(read_manifest(msgspec.json.encode(manifest)), Manifest)
