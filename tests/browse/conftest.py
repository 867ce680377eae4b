"""Catalogs to look at come in as they do in the shop."""

from tests.sync.conftest import account  # noqa: F401 - a fixture
