"""The ways a call to 4Over can fail, one class for each thing a caller can do about it."""


class FourOverError(Exception):
    """A call to 4Over did not work out. Its text never holds a key, a signature or a query."""

    retry_after: float | None = None  # seconds that 4Over asked us to wait, at most an hour


class Unreachable(FourOverError):
    """The call was not taken in. Repeat it later."""

    def __init__(self, words: str, *, retry_after: float | None = None) -> None:
        super().__init__(words)
        self.retry_after = retry_after


class Refused(FourOverError):
    """4Over understood and said no. Repeating will not help; show its words to a person."""

    def __init__(self, words: str, *, status: int | None = None, credentials: bool = False) -> None:
        super().__init__(words)
        self.words = words
        self.status = status
        self.credentials = credentials  # it is the keys that were refused, not the request


class Unclear(FourOverError):
    """The call was sent, but the answer is missing or unreadable.

    Repeat a read. Never repeat an order: 4Over may have acted on it already.
    `status` is the HTTP status where the answer came that far, None where no answer was seen.
    """

    def __init__(
        self, words: str, *, status: int | None = None, retry_after: float | None = None
    ) -> None:
        super().__init__(words)
        self.status = status
        self.retry_after = retry_after


class Malformed(Unclear):
    """One product came in a shape that cannot be trusted; the others of its page are fine."""

    def __init__(self, words: str, *, product_uuid: str = "") -> None:
        super().__init__(words)
        self.product_uuid = product_uuid
