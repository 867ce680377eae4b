"""The odd answers kept in tests/replies."""

from pathlib import Path

from storefront.fourover.strict_json import decode

FOLDER = Path(__file__).parent.parent / "replies"


def body(name):
    return (FOLDER / f"{name}.json").read_bytes()


def reply(name):
    return decode(body(name))
