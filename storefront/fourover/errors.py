"""The ways a call to 4Over can fail, one class for each thing a caller can do about it."""

NOT_FOUND = 404  # of a Refused's status


class FourOverError(Exception):
    """A call to 4Over did not work out. Its text never holds a key, a signature or a query.

    `str()` is for the log: it names call and status. `sentence` is for people.
    """

    retry_after: float | None = None  # seconds that 4Over asked us to wait, at most an hour

    @property
    def sentence(self) -> str:
        """What happened, in a whole sentence without codes."""
        return "4Over did not answer."


class Unreachable(FourOverError):
    """The call was not taken in. Repeat it later."""

    def __init__(self, words: str, *, retry_after: float | None = None) -> None:
        super().__init__(words)
        self.retry_after = retry_after

    @property
    def sentence(self) -> str:
        return "4Over cannot be reached just now."


class Refused(FourOverError):
    """4Over understood and said no. Repeating will not help; show its words to a person."""

    def __init__(
        self,
        words: str,
        *,
        status: int | None = None,
        credentials: bool = False,
        payment: bool = False,
        detail: str = "",
    ) -> None:
        super().__init__(detail or words)
        self.words = words
        self.status = status
        self.credentials = credentials  # it is the keys that were refused, not the request
        self.payment = payment  # it is the card that was refused

    @property
    def sentence(self) -> str:
        said = self.words.strip().rstrip(".")
        no = "4Over said no"
        if self.credentials:
            no = "4Over does not accept the keys"
        elif self.payment:
            no = "4Over could not charge the card"
        return f"{no}: {said}." if said else f"{no}, without a reason."


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

    @property
    def sentence(self) -> str:
        if self.status is None:
            return "4Over did not answer."
        if self.status >= 500:
            return "4Over has a fault of its own, or is being maintained."
        return "4Over's answer could not be understood."


class Malformed(Unclear):
    """One product came in a shape that cannot be trusted; the others of its page are fine."""

    def __init__(self, words: str, *, product_uuid: str = "") -> None:
        super().__init__(words)
        self.product_uuid = product_uuid
