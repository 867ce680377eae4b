"""A real Valkey, for what depends on one."""

import pytest

from storefront.supervise.supervisor import Supervisor
from storefront.supervise.valkey import embedded


@pytest.fixture
def valkey(tmp_path):
    """Its address, as REDIS_URL has it."""
    with Supervisor(tmp_path) as supervisor:
        child, url = embedded(tmp_path)
        supervisor.start(child)
        yield url
