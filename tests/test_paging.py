"""A page of a long list knows the addresses of the others."""

from storefront.paging import Page


def test_the_filters_stay_when_the_page_is_turned(app):
    with app.test_request_context("/admin/users/?q=a+b&role=staff&page=2"):
        assert Page([], 2, 3, 120).url(3) == "/admin/users/?q=a+b&role=staff&page=3"


def test_a_filter_may_have_any_name(app):
    with app.test_request_context("/orders/?endpoint=x&_external=1&number=%22"):
        assert Page([], 1, 2, 30).url(2) == "/orders/?endpoint=x&_external=1&number=%22&page=2"
