"""A list is walked to its true end, or it is said that it was not."""

import pytest

from storefront.fourover import Unclear
from storefront.fourover.paging import EntityPage, every_entity
from storefront.fourover.replies import Unreadable


def walk(fetch, step=2):
    return list(every_entity(fetch, str, step=step, path="/things"))


def pages_of(*pages, total=None):
    """Pages by number of the call, whatever the offset; empty ones afterwards."""
    offsets, left = [], list(pages)

    def fetch(offset):
        offsets.append(offset)
        return EntityPage(left.pop(0) if left else [], total)

    fetch.offsets = offsets
    return fetch


def test_the_next_page_begins_after_what_came():
    fetch = pages_of(["a", "b"], ["c"], ["d", "e"], total=5)

    assert walk(fetch) == ["a", "b", "c", "d", "e"]
    assert fetch.offsets == [0, 2, 3]


def test_what_comes_again_is_left_out():
    assert walk(pages_of(["a", "b"], ["b", "c"], ["d"], total=5)) == ["a", "b", "c", "d"]


@pytest.mark.parametrize("last", [[], ["b"]])
def test_without_a_total_it_ends_where_nothing_new_comes(last):
    fetch = pages_of(["a", "b"], ["c"], last)

    assert walk(fetch) == ["a", "b", "c"]
    assert len(fetch.offsets) == 3


def test_a_list_that_stops_before_its_total_says_so():
    with pytest.raises(Unclear, match="stopped at 2 of 5"):
        walk(pages_of(["a", "b"], total=5))


@pytest.mark.parametrize("total", [None, 4, 1000])
def test_the_same_full_page_for_ever_is_an_error(total):
    with pytest.raises(Unclear, match="repeats itself"):
        walk(lambda offset: EntityPage(["a", "b"], total))


def test_two_pages_in_turn_for_ever_are_an_error():
    with pytest.raises(Unclear, match="repeats itself"):
        walk(lambda offset: EntityPage(["a", "b"] if offset % 4 == 0 else ["c", "d"], 1000))


def test_a_short_list_that_ignores_the_offset_is_whole():
    assert walk(lambda offset: EntityPage(["a"], None)) == ["a"]


def test_an_empty_list_is_empty():
    assert walk(pages_of(total=0)) == []
    assert walk(pages_of()) == []


@pytest.mark.parametrize(
    "data", [[], "entities", {}, {"entities": {"a": 1}}, {"entities": [], "totalResults": "many"}]
)
def test_a_page_of_another_shape_is_unreadable(data):
    with pytest.raises(Unreadable):
        EntityPage.from_json(data)


def test_a_page_may_leave_the_total_out_and_write_it_as_text():
    assert EntityPage.from_json({"entities": ["a"], "totalResults": "75"}).total == 75
    assert EntityPage.from_json({"entities": ["a"]}).total is None
    assert EntityPage.from_json(None) == EntityPage([], None)
