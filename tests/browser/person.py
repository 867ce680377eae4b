"""Somebody in front of a browser. Every page they come to is checked."""

from playwright.sync_api import Error, expect

from tests.browser.checking import Witness, check_html, check_page


class Person:
    def __init__(self, context, script=True):
        self.page = context.new_page()
        self.page.set_default_timeout(15_000)
        self.witness = Witness(self.page)
        self.script = script

    def goes_to(self, path, status=200):
        response = self.page.goto(path)
        check_html(response.text(), path)
        self.looks(status)
        return self

    def presses(self, name, status=200, within=None):
        """A button that leads to another page."""
        self._leaves((within or self.page).get_by_role("button", name=name), status)

    def follows(self, name, status=200, within=None):
        self._leaves((within or self.page).get_by_role("link", name=name), status)

    def _leaves(self, target, status):
        with self.page.expect_navigation():
            target.first.click()
        self.looks(status)

    def looks(self, status=200):
        """A page that asks anew by itself, as after a payment, may do so in the middle of it."""
        for left in reversed(range(4)):
            try:
                return check_page(self.page, self.witness, status, self.script)
            except Error as trouble:
                if not left or "context was destroyed" not in str(trouble):
                    raise
            self.page.wait_for_load_state()
        return None

    def fills(self, **fields):
        """By name."""
        for name, value in fields.items():
            control = self.page.locator(f"[name={name}]")
            if control.evaluate("e => e.tagName") == "SELECT":
                control.select_option(value)
            else:
                control.fill(value)

    def reads(self, words):
        """The page says so, now or in a moment."""
        expect(self.page.locator("main")).to_contain_text(words)

    @property
    def heading(self):
        return self.page.locator("h1").inner_text().replace("\xa0", " ")

    @property
    def path(self):
        return self.page.evaluate("location.pathname")
