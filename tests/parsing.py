"""Reading the shop's own source."""

import ast


def parsed(source):
    """Python 3.11 miscounts now and then how deep it is while it builds a tree (its bug gh-106905),
    and then says SystemError of source that it reads the next time."""
    try:
        return ast.parse(source)
    except SystemError:
        return ast.parse(source)
