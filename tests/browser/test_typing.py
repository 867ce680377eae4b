"""What somebody types is theirs: no answer that was asked for before takes it back."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser import buying

PRICE = re.compile(r"/price$")
UNHEARD = "addEventListener('htmx:beforeSwap', (event) => event.stopImmediatePropagation(), true)"


class Held:
    """The answers about prices of a page, each given when the test says so."""

    def __init__(self, person):
        self.page, self.waiting = person.page, []
        self.page.route(PRICE, lambda route: self.waiting.append(route))  # noqa: PLW0108

    def is_asked(self, how):
        with self.page.expect_request(PRICE):
            how()
        while not self.waiting:
            self.page.wait_for_timeout(20)

    def answers(self):
        """The last of them: who asks anew does not wait for those before it."""
        route = self.waiting.pop()
        with self.page.expect_response(PRICE) as answer:
            route.continue_()
        answer.value.finished()
        self.page.evaluate("new Promise((done) => setTimeout(done, 100))")  # it is swapped in


def chooses_another_option(person):
    person.page.locator("#choices fieldset.chips [type=radio]:not(:checked)").first.check()


@pytest.fixture
def typing(guest):
    """Into the number of versions, while the price of another option is on its way."""
    buying.comes_to_a_product(guest)
    held = Held(guest)
    held.is_asked(lambda: chooses_another_option(guest))
    return guest.page.locator("#pick-sets"), held


def test_a_number_typed_while_a_price_is_on_its_way_stays_and_is_priced(typing):
    field, held = typing
    field.fill("3")
    held.answers()
    expect(field).to_have_value("3")
    held.is_asked(field.blur)
    held.answers()
    expect(field).to_have_value("3")
    expect(held.page.locator("#price")).to_contain_text("3 versions")


def test_a_number_typed_and_taken_back_leaves_no_older_price(typing):
    field, held = typing
    old = held.page.locator("#choices [name=table]").input_value()
    field.fill("3")
    held.answers()
    expect(held.page.locator("#choices [name=table]")).to_have_value(old)
    field.fill("1")
    held.is_asked(field.blur)
    held.answers()
    expect(held.page.locator("#choices [name=table]")).not_to_have_value(old)


def test_the_control_htmx_alone_puts_the_older_number_back(guest):
    guest.page.add_init_script(UNHEARD)
    buying.comes_to_a_product(guest)
    held = Held(guest)
    held.is_asked(lambda: chooses_another_option(guest))
    guest.page.locator("#pick-sets").fill("3")
    held.answers()
    expect(guest.page.locator("#pick-sets")).to_have_value("1")
