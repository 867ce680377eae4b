"""How old the catalog is stands wherever somebody looks after it or its prices."""

from datetime import timedelta

import pytest

from storefront.catalog.models import CatalogState
from storefront.clock import now
from storefront.database import db
from storefront.partner.models import Environment
from tests.factories import an_account

PAGES = ["/admin/", "/admin/products/", "/admin/markups", "/admin/sync/"]


@pytest.mark.alone
@pytest.mark.parametrize("page", PAGES)
def test_the_catalogs_age_is_said(admin, page):
    an_account()
    assert "There is no catalog yet." in admin.get(page, follow_redirects=True).text
    for days, words, old in ((0, ", today.", False), (3, ", 3 days ago.", False),
                             (12, ", 12 days ago.", True)):  # fmt: skip
        for environment, made_at in (
            (Environment.STAGING, now() - timedelta(days=days)),
            (Environment.PRODUCTION, now() - timedelta(days=50)),
        ):
            db.session.merge(CatalogState(environment=environment, made_at=made_at))
        db.session.commit()

        text = admin.get(page, follow_redirects=True).text

        assert "Catalog and prices as of" in text
        assert words in text
        assert ("older than a week" in text) == old
