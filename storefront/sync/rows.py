"""The rows that a plan will write, kept in a file meanwhile.

A whole catalog at once is more than the memory of a small machine should hold.
"""

import tempfile
from collections.abc import Iterator
from decimal import Decimal

import msgspec

_LENGTH = 4  # bytes before each row


class ProductRow(msgspec.Struct):
    """4Over's side of a product, as its table has it."""

    uuid: str
    code: str
    partner_name: str
    family: str
    position: str
    size: str
    stock: str
    coating: str
    choices: str
    packed_spec: bytes
    spec_hash: str
    lowest_cost: Decimal | None
    quarantine: str
    category_uuids: tuple[str, ...]
    slug: str = ""  # of a new product
    id: int = 0  # of one that is here


class Rows:
    """Added one by one, then read in pieces."""

    def __init__(self) -> None:
        self._file = tempfile.TemporaryFile()  # noqa: SIM115 - gone with the plan
        self.count = 0

    def add(self, row: ProductRow) -> None:
        body = _encode(row)
        self._file.write(len(body).to_bytes(_LENGTH, "big") + body)
        self.count += 1

    def pieces(self, size: int) -> Iterator[list[ProductRow]]:
        self._file.seek(0)
        for start in range(0, self.count, size):
            yield [self._next() for _ in range(min(size, self.count - start))]

    def _next(self) -> ProductRow:
        return _decode(self._file.read(int.from_bytes(self._file.read(_LENGTH), "big")))


_encode = msgspec.msgpack.Encoder().encode
_decode = msgspec.msgpack.Decoder(ProductRow).decode
