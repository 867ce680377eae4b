"""Where the demo's sandbox is: beside the shop, or it says why not."""

import socket

import pytest

from storefront.supervise import demo


@pytest.fixture
def taken():
    """A port whose next one somebody listens on."""
    with socket.socket() as somebody:
        somebody.bind(("127.0.0.1", 0))
        somebody.listen()
        yield somebody.getsockname()[1] - 1


def read(monkeypatch, port, tmp_path):
    monkeypatch.setenv("PORT", str(port))
    monkeypatch.setenv("INSTANCE_PATH", str(tmp_path))
    return demo.read_config()


def test_it_is_on_the_next_port(monkeypatch, tmp_path):
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        free = probe.getsockname()[1]
    config = read(monkeypatch, free - 1, tmp_path)
    assert config.fourover_staging_url == f"http://127.0.0.1:{free}"
    assert config.sandbox_url == f"http://127.0.0.1:{free}/sandbox/"
    assert "not free" not in demo.welcome(config)


def test_if_that_is_taken_it_says_so(monkeypatch, tmp_path, taken):
    config = read(monkeypatch, taken, tmp_path)
    said = demo.welcome(config)
    assert f"as {taken + 1} is not free" in said
    assert config.sandbox_url in said
    assert f":{taken + 1}/" not in config.sandbox_url


def test_above_the_last_port_there_is_another(monkeypatch, tmp_path):
    config = read(monkeypatch, 65535, tmp_path)
    assert "65536 is not free" in demo.welcome(config)
