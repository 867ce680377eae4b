"""JSON without its loopholes: no NaN, no key twice, no bottomless nesting, prices as Decimal."""

import json
from decimal import Decimal
from typing import Any

from storefront.fourover.text import clean

DEEPEST = 40  # 4Over's deepest answer has seven levels


class NotJson(ValueError):
    """The text is not JSON, or is JSON that two readers could understand differently."""


def decode(body: bytes | str) -> Any:
    """The value of a JSON text, every string in it cleaned. Raises NotJson."""
    try:
        text = body.decode("utf-8-sig") if isinstance(body, bytes) else body
        return _cleaned(_DECODER.decode(text), DEEPEST)
    except (ValueError, ArithmeticError, RecursionError):
        pass
    raise NotJson  # from outside the handler: its error would carry the whole text along


def _cleaned(value: Any, deepest: int) -> Any:
    if type(value) is str:
        return clean(value)
    if deepest == 0:
        raise ValueError("nested too deeply")
    if type(value) is list:
        return [_cleaned(part, deepest - 1) for part in value]
    if type(value) is dict:
        return {key: _cleaned(part, deepest - 1) for key, part in value.items()}
    return value


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    result = {clean(key): value for key, value in pairs}
    if len(result) < len(pairs):
        raise ValueError("a key comes twice")
    return result


def _no_such_number(name: str) -> Any:
    raise ValueError(f"{name} is not JSON")


_DECODER = json.JSONDecoder(
    object_pairs_hook=_object, parse_float=Decimal, parse_constant=_no_such_number
)
