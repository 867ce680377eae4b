"""Whether a web server of ours answers, and where."""

from http.client import HTTPException
from urllib.request import Request, urlopen


def is_up(url: str) -> bool:
    """It answers, and well. Asked by address, whatever names it answers to."""
    question = Request(url, headers={"Host": "127.0.0.1"})  # noqa: S310 - an address of our own
    try:
        with urlopen(question, timeout=2) as answer:  # noqa: S310 - an address of our own
            return bool(answer.status == 200)
    except (OSError, HTTPException):
        return False


def address_of(host: str, port: int) -> str:
    """Where a server that listens on this host is reached from this machine."""
    if host in ("0.0.0.0", "::", ""):  # noqa: S104 - compared, not listened on
        host = "127.0.0.1"
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"
