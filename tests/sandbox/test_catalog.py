from storefront.sandbox.catalog import Catalog, words
from storefront.sandbox.catalog.documents import groups, in_feed


def test_the_small_catalog_has_120_products_in_14_categories():
    catalog = Catalog(120, seed=4)
    assert (len(catalog.listings), len(catalog.in_category)) == (120, 14)
    assert len({one.code for one in catalog.listings}) == 120


def test_the_wide_catalog_is_as_wide_as_the_real_one():
    catalog = Catalog(9500, seed=4)
    sizes = sorted(map(len, catalog.in_category.values()))
    assert (len(catalog.by_uuid), len(sizes), sizes[-1]) == (9500, 75, 791)


def test_a_few_products_still_come_from_every_category():
    assert len(Catalog(14, seed=4).in_category) == 14


def test_the_same_seed_is_the_same_catalog_and_another_seed_another():
    assert list(Catalog(120, 4).by_uuid) == list(Catalog(120, 4).by_uuid)
    assert not set(Catalog(120, 4).by_uuid) & set(Catalog(120, 5).by_uuid)


def test_pages_echo_max_and_offset(fourover):
    page = fourover.get("/printproducts/products", max=30, offset=60).json()
    assert (page["maximumPages"], page["currentPage"], page["totalResults"]) == (30, 60, 120)
    assert len(page["entities"]) == 30


def test_other_words_for_paging_are_ignored(fourover):
    page = fourover.get("/printproducts/categories", page=2, limit=5, perPage=5).json()
    assert (len(page["entities"]), page["currentPage"]) == (14, 0)


def test_the_feed_gives_no_more_than_20(fourover):
    page = fourover.get("/printproducts/productsfeed", max=500).json()
    assert len(page["entities"]) == 20


def test_the_feed_walks_every_product_once(fourover):
    uuids = []
    while page := fourover.get("/printproducts/productsfeed", offset=len(uuids)).json()["entities"]:
        uuids += [product["product_uuid"] for product in page]
    assert sorted(uuids) == sorted(fourover.sandbox.catalog.by_uuid)


def test_the_feed_of_one_product_has_the_same_envelope(fourover):
    uuid = fourover.sheet("14PT-BCUV-2X3.5").listing.uuid
    page = fourover.get("/printproducts/productsfeed", product_uuid=uuid).json()
    assert [one["product_code"] for one in page["entities"]] == ["14PT-BCUV-2X3.5"]


def test_nothing_changed_since_a_day_to_come(fourover):
    page = fourover.get("/printproducts/products", lastupdate="2090-01-01", time="00:00:00")
    assert page.json()["totalResults"] == 0


def test_links_and_lists_change_places_between_list_and_product(fourover):
    listed = fourover.get("/printproducts/products", max=1).json()["entities"][0]
    product = fourover.get(f"/printproducts/products/{listed['product_uuid']}").json()
    assert listed["product_option_groups"].startswith(fourover.url)
    assert isinstance(product["product_option_groups"], list)


def test_names_and_number_types_differ_as_they_really_do(fourover):
    sheet = fourover.sheet("100GLB-BROAQ-8.5X11")
    here = {group["product_option_group_uuid"]: group for group in groups(sheet, "")}
    feed = in_feed(sheet, "")["product_option_groups"]
    there = {group["product_option_group_uuid"]: group for group in feed}

    def name(group):
        return group["product_option_group_name"]

    turnaround = words.TURNAROUND
    assert (name(here[turnaround]), name(there[turnaround])) == ("Turn Around Time", "Turn-Around")
    assert here[turnaround]["minoccurs"] == 1
    assert here[words.SIZE]["minoccurs"] == "1"


def test_each_dirty_case_has_its_product(fourover):
    idle = fourover.sheet("16PT-ACAKFO-4.25X5.5")
    assert "5/0" in idle.line.colorspecs
    assert "5/0" not in {row.colorspec for row in idle.turnarounds}
    assert not fourover.sheet("70UC-CATUC-8.5X11").base
    assert not fourover.sheet("9OZF-FBAN-48X96").has_turnaround_group
    repeated = [group.name for group in fourover.sheet("14PT-BCUV-2X2").groups]
    assert repeated.count("Product Orientation") == 2
    assert any(not group.options for group in fourover.sheet("14PT-PCUV-6X9").groups)
    listings = fourover.sandbox.catalog.listings
    assert any(one.code == one.description for one in listings)
    assert any("price" not in row for row in _rows(fourover, "16PT-ACAKFO-4.25X5.5"))
    assert any(row.get("is_percentage") for row in _rows(fourover, "16PT-PCMATT-6X11"))
    assert [row["price"] for row in _rows(fourover, "16PT-PCAQ-6X9")].count("4.5") == 2


def _rows(fourover, code):
    groups = fourover.sheet(code).groups
    return [row for group in groups for option in group.options for row in option.rows]


def test_base_prices_are_believable_and_some_have_many_decimals(fourover):
    sheet = fourover.sheet("14PT-BCUV-2X3.5")
    rows = fourover.get(f"/printproducts/products/{sheet.listing.uuid}/baseprices", max=100).json()
    prices = {(r["runsize"], r["colorspec"]): r["product_baseprice"] for r in rows["entities"]}
    assert 10 < float(prices["500", "4/4"]) < 20
    assert any(len(price.partition(".")[2]) > 2 for price in prices.values())


def test_a_turnarounds_price_is_found_by_its_link(fourover):
    sheet = fourover.sheet("14PT-BCUV-2X3.5")
    row = groups(sheet, fourover.url)[-1]["options"][0]
    path = row["option_prices"].removeprefix(fourover.url)
    [price] = fourover.get(path).json()["entities"]
    assert price["option_uuid"] == row["option_uuid"]


def test_the_filter_narrows_and_says_404_when_nothing_is_left(fourover):
    listing = fourover.sheet("14PT-BCUV-2X2").listing
    path, category = "/printproducts/categoryproductslist", listing.category_uuid
    size = words.core_option(words.SIZE, "2X2")
    found = fourover.get(path, category_uuid=category, size_uuid=size).json()
    assert {one["product_code"].rsplit("-")[-1] for one in found["products"]} == {"2X2"}
    none = fourover.get(path, category_uuid=category, size_uuid="other")
    assert none.status_code == 404
    assert "with the selected filters" in none.json()["message"]
