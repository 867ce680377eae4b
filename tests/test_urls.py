"""Addresses that are worked out once are those that `url_for` makes."""

from flask import url_for

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
