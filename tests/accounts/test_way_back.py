"""Where a sign-in leads: into this shop."""

import pytest

from storefront.accounts.way_back import local_path


@pytest.mark.parametrize("path", ["/", "/orders/1042", "/search?q=a&page=2", "/checkout/address"])
def test_a_page_of_the_shop_is_a_way_back(path):
    assert local_path(path) == path


@pytest.mark.parametrize(
    "elsewhere",
    [
        None,
        "",
        "orders/1042",
        "https://elsewhere.test/",
        "//elsewhere.test/",
        "/\\elsewhere.test/",
        "/\t/elsewhere.test/",
        "/ok\\..\\x",
        "/a\nb",
        "javascript:alert(1)",
    ],
)
def test_anything_else_is_not(elsewhere):
    assert local_path(elsewhere) is None
