"""The names that the shop answers to."""

import re

import pytest

from tests.refusals import refusal

WRONG = ["evil.example", "127.0.0.1.evil.example", "evil.example:80", "shop.test.evil.example"]
UNREADABLE = ["", "a b", "shop.test@evil.example", "[::1", "shop.test:x", "shop.test/", "x" * 70]


@pytest.fixture
def ask(app):
    """Asks from outside, and fails if the answer is not made in good order."""

    def ask(host, path="/", method="GET", **headers):
        headers |= {"Host": host}
        return app.test_client().open(path, method=method, headers=headers)

    return ask


def the_page(answer):
    assert refusal(answer, "This shop has another address") == 400
    assert answer.mimetype == "text/html"
    return answer.text


@pytest.mark.parametrize("host", WRONG + UNREADABLE)
def test_a_wrong_host_is_told_the_right_one(ask, host):
    page = the_page(ask(host))
    assert '<a href="http://shop.test/">' in page
    assert "evil" not in page


@pytest.mark.parametrize("host", ["evil.example", "a b", "x" * 70])
def test_it_is_so_on_every_route(app, ask, host):
    routes = [
        (re.sub(r"<[^>]+>", "1", rule.rule), rule.methods) for rule in app.url_map.iter_rules()
    ]
    assert {"/healthz", "/readyz", "/cart/", "/static/1"} <= {path for path, _ in routes}
    for path, methods in (*routes, ("/nowhere/", {"GET", "POST"})):
        for method in methods & {"GET", "POST"}:
            assert "this shop is not known" in the_page(ask(host, path, method)).lower()


@pytest.mark.parametrize("host", ["shop.test", "SHOP.test:8000", "shop.test.", "localhost:8123"])
@pytest.mark.parametrize("path", ["/", "/healthz", "/readyz"])
def test_the_shops_own_name_and_this_machines_are_answered_on_any_port(ask, host, path):
    assert ask(host, path).status_code == 200


@pytest.mark.parametrize("host", ["127.0.0.1", "127.0.0.1:8000", "[::1]:8000"])
def test_so_is_this_machines_address(ask, host):
    assert ask(host).status_code == 200


def test_an_address_from_outside_is_not_the_shops_name(ask):
    the_page(ask("203.0.113.7"))


@pytest.mark.parametrize("path", ["/healthz", "/readyz"])
@pytest.mark.parametrize("host", ["10.0.0.7:8000", "[fd00::7]", ""])
def test_a_load_balancer_asks_by_address(ask, host, path):
    assert ask(host, path).json["status"] == "ok"


class TestATrialOnThisMachine:
    @pytest.fixture
    def settings(self):
        return {"public_url": "http://127.0.0.1:8000"}

    @pytest.mark.parametrize("host", ["192.168.1.5:8000", "[fd00::7]", "localhost"])
    def test_every_address_of_it_is_answered(self, ask, host):
        assert ask(host).status_code == 200

    def test_but_no_other_name(self, ask):
        the_page(ask("evil.example"))


class TestNamesThatAreSet:
    @pytest.fixture
    def settings(self):
        return {"trusted_hosts": "www.shop.example, .print.example,münchen.example"}

    @pytest.mark.parametrize(
        "host",
        ["www.shop.example", "a.print.example:443", "xn--mnchen-3ya.example", "shop.test"],
    )
    def test_they_are_answered_and_the_public_one_always(self, ask, host):
        assert ask(host).status_code == 200

    @pytest.mark.parametrize(
        "host", ["localhost", "127.0.0.1:8000", "shop.example", "print.example", "badprint.example"]
    )
    def test_no_other_is(self, ask, host):
        the_page(ask(host))

    def test_the_supervisor_still_learns_that_the_shop_is_up(self, ask):
        assert ask("127.0.0.1", "/healthz").status_code == 200


class TestBehindAProxy:
    @pytest.fixture
    def settings(self):
        return {"trusted_proxies": 1}

    def test_the_name_that_the_proxy_was_called_by_counts(self, ask):
        forwarded = {"X-Forwarded-Host": "shop.test"}
        assert ask("10.0.0.7:8000", **forwarded).status_code == 200
        the_page(ask("shop.test", **{"X-Forwarded-Host": "evil.example"}))


def test_nobody_believes_a_forwarded_host_without_a_proxy(ask):
    """The control."""
    the_page(ask("evil.example", **{"X-Forwarded-Host": "shop.test"}))
