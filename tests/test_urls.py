"""Addresses that are worked out once are those that `url_for` makes."""

from flask import Flask, url_for

from storefront.urls import path_for


def test_an_address_is_the_one_of_url_for(app):
    with app.test_request_context():
        for slug in ("2x2-14pt-uv", "a", "product-here", "10.5x11"):
            assert path_for("browse.product", slug=slug) == url_for("browse.product", slug=slug)
        both = {"name": "flat-3.5x2-br", "version": "0f3a"}
        assert path_for("browse.drawing", **both) == url_for("browse.drawing", **both)
        assert path_for("cart.show") == url_for("cart.show")


def test_a_shop_below_a_path_has_addresses_of_its_own(app):
    with app.test_request_context():
        assert path_for("cart.show") == "/cart/"
    with app.test_request_context(base_url="https://shop.example/print"):
        assert path_for("cart.show") == "/print/cart/"


def test_an_app_with_a_page_more_gives_it_to_no_other():
    """Tests' apps share the map of those with the same addresses."""
    one, other = Flask("one"), Flask("other")
    for app in (one, other):
        app.add_url_rule("/here", "here")
    other.add_url_rule("/there", "there")
    assert _paths(one) == {"/here", "/static/<path:filename>"}
    assert _paths(other) == {"/here", "/there", "/static/<path:filename>"}
    one.add_url_rule("/late", "late")
    assert _paths(one) == {"/here", "/late", "/static/<path:filename>"}
    assert "/late" not in _paths(other)


def _paths(app):
    return {rule.rule for rule in app.url_map.iter_rules()}
