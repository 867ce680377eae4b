"""Keeps signed URLs out of the log: urllib3 writes down every URL that it fetches, query and all.

Other users of urllib3 in the same program keep their lines.
"""

import logging

_TALKERS = ("urllib3.connection", "urllib3.connectionpool", "urllib3.util.retry")


class _NoSignedUrls(logging.Filter):
    def filter(self, record: logging.LogRecord) -> bool:
        line = record.getMessage()
        return "apikey=" not in line and "signature=" not in line


_FILTER = _NoSignedUrls()


def keep_signed_urls_out_of_the_log() -> None:
    """Called twice, it does it once."""
    for name in _TALKERS:
        logging.getLogger(name).addFilter(_FILTER)
