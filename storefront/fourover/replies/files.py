"""Which files 4Over wants (API 9)."""

from typing import Any, Self

from msgspec import Struct

from storefront.fourover.replies import reading


class FileRequirement(Struct, frozen=True):
    code: str  # such as fr, bk, ffm
    label: str

    @classmethod
    def all_from_json(cls, data: Any, product_uuid: str) -> tuple[Self, ...]:
        """The files of one product, from the answer about several."""
        entities = reading.records(reading.record(data).get("entities"), "entities")
        for entity in entities:
            product = reading.record(entity.get("product") or {}, "product")
            if len(entities) == 1 or reading.text(product, "product_uuid") == product_uuid:
                wanted = reading.records(entity.get("file_requirements"), "file_requirements")
                reasons = {code: label for one in wanted for code, label in _reason(one)}
                return tuple(cls(code, label) for code, label in reasons.items())
        raise reading.Unreadable("the product is not among the entities")


def _reason(requirement: dict[str, Any]) -> list[tuple[str, str]]:
    """The reason code is the key and its name the value, beside the id of the two."""
    return [
        (code.lower()[:40], reading.text(requirement, code) or code)
        for code in requirement
        if code != "file_reason_code_uuid"
    ]
