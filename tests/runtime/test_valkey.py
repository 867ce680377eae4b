"""The embedded Valkey keeps what it is given, and can live in a deep folder."""

import pytest
from redis import Redis

from storefront.supervise.supervisor import Supervisor
from storefront.supervise.valkey import LONGEST_SOCKET_PATH, answers, embedded, socket_path

# pytest has threads, the supervisor has none
pytestmark = pytest.mark.filterwarnings("ignore:.*fork:DeprecationWarning")


def test_it_answers_and_remembers_across_a_restart(tmp_path):
    for expected in (None, b"waiting"):
        with Supervisor(tmp_path) as supervisor:
            child, url = embedded(tmp_path)
            supervisor.start(child)
            with Redis.from_url(url) as connection:
                assert connection.get("job") == expected
                connection.set("job", "waiting")
    assert not answers(url)


def test_it_refuses_rather_than_forgets_when_memory_is_short(valkey):
    with Redis.from_url(valkey, decode_responses=True) as connection:
        assert connection.config_get("maxmemory-policy") == {"maxmemory-policy": "noeviction"}
        assert connection.config_get("appendonly") == {"appendonly": "yes"}


def test_only_its_owner_can_reach_it(valkey, tmp_path):
    assert (tmp_path / "valkey").stat().st_mode & 0o077 == 0
    assert (tmp_path / "valkey" / "valkey.sock").stat().st_mode & 0o077 == 0


def test_a_folder_too_deep_for_a_socket_is_no_hindrance(tmp_path):
    deep = tmp_path / ("d" * 60) / ("e" * 60)
    deep.mkdir(parents=True)
    assert len(str(deep)) > LONGEST_SOCKET_PATH
    with Supervisor(tmp_path) as supervisor:
        child, url = embedded(deep)
        supervisor.start(child)
        assert answers(url)


def test_a_short_folder_has_the_socket_inside(tmp_path):
    assert socket_path(tmp_path).parent == tmp_path
