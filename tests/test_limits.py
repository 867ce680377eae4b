"""What is limited: each stranger for himself, never all visitors of the world at once."""

import pytest
from flask import session

from storefront.extensions import limiter
from tests.refusals import refusal


def limits():
    known = limiter.limit_manager
    return [
        (view, limit) for view in known._decorated_limits for limit in known.decorated_limits(view)
    ]


def key_of(app, limit, address):
    with app.test_request_context(method="POST", environ_base={"REMOTE_ADDR": address}):
        assert not session
        return (limit.key_func or limiter._key_func)()


def test_no_limit_is_shared_by_strangers_from_two_networks(app):
    """Whatever they send, or leave out."""
    found = limits()
    named = " ".join(view for view, _ in found)
    assert "begin_session" in named
    assert "confirm_views.place" in named
    for view, limit in found:
        keys = [key_of(app, limit, address) for address in ("192.0.2.1", "198.51.100.7")]
        assert keys[0] != keys[1], view


@pytest.mark.parametrize("address", ["/login", "/account/password"])
def test_what_strangers_send_empty_does_not_shut_others_out(app, address):
    def post(network):
        return app.test_client().post(address, environ_base={"REMOTE_ADDR": network})

    first = post("192.0.2.1").status_code
    for _ in range(12):
        last = post("192.0.2.1")
    assert refusal(last) == 429
    assert post("198.51.100.7").status_code == first != 429
