"""Why a file cannot be taken."""


class BadArtwork(Exception):
    """The file was not taken, and nothing of it is kept. The sentence is for the customer."""

    def __init__(self, message: str, status: int = 422) -> None:
        super().__init__(message)
        self.message = message
        self.status = status  # of the HTTP answer
