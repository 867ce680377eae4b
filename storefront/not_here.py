"""What was here, or is somebody else's: the page says what happened and where to go on."""

from werkzeug.exceptions import NotFound


class NotHere(NotFound):
    """A 404 that knows more than that a URL leads nowhere."""

    def __init__(self, title: str, words: str, way_on: tuple[str, str]) -> None:
        """Sentences for people; `way_on` is the text of a button and its URL."""
        super().__init__(words)
        self.title, self.words, self.way_on = title, words, way_on


class NoLongerHere(NotHere):
    """The same of what was here for a time, which is over."""

    code = 410
