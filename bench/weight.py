"""What a browser loads to show a page for the first time, without its pictures."""

import gzip
from dataclasses import dataclass
from typing import Any

import html5lib

from bench.visitor import Visitor


@dataclass(frozen=True)
class Weight:
    html: int  # bytes, gzipped
    rest: int  # stylesheets and scripts, as they come
    requests: int


def gzipped(body: bytes) -> int:
    """As a web server in front does it."""
    return len(gzip.compress(body, 6))


def weigh(visitor: Visitor, path: str) -> Weight:
    body = visitor.get(path).body
    root: Any = html5lib.parse(body, treebuilder="etree", namespaceHTMLElements=False)
    parts = [link.get("href") for link in root.iter("link") if link.get("rel") == "stylesheet"]
    parts += [script.get("src") for script in root.iter("script") if script.get("src")]
    rest = 0
    for part in parts:
        answer = visitor.ask("GET", part, Accept_Encoding="gzip")
        packed = answer.headers.get("content-encoding") == "gzip"
        rest += len(answer.body) if packed else gzipped(answer.body)
    return Weight(gzipped(body), rest, 1 + len(parts))
