"""Keeps signed URLs out of the log: urllib3 writes down every URL that it fetches, query and all.

It is silent during our own calls only; other users of urllib3 keep their lines.
"""

import logging

from storefront.fourover.wire import calling

_TALKERS = (
    "urllib3.connection",
    "urllib3.connectionpool",
    "urllib3.response",
    "urllib3.util.retry",
)


class _SilentWhileCalling(logging.Filter):
    def filter(self, record: logging.LogRecord) -> bool:
        return not calling()


_FILTER = _SilentWhileCalling()


def keep_signed_urls_out_of_the_log() -> None:
    """Called twice, it does it once."""
    for name in _TALKERS:
        logging.getLogger(name).addFilter(_FILTER)
