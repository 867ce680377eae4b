"""Options and turnarounds in the words of somebody who orders print. Pure."""

import re
from functools import lru_cache

# 4Over's name in lower case, without what `option_in_words` takes off it
_KNOWN = {
    "pdf proofs": "PDF proof",
    "sample of completed job": "Printed sample",
    "product orientation": "Orientation",
    "product type": "Type",
    "majestic type": "Specialty",
    "folding options": "Folding",
    "labels per roll": "Labels per roll",
}
# What a roll does, as the label industry numbers it
_UNWINDS = ("Top", "Bottom", "Right side", "Left side")

_RANGE = re.compile(r"(?<![\w/.-])(\d+)\s?-\s?(\d+)(?![\w/.-])")  # not 5-1/4, which is a size
_THOUSANDS = re.compile(r"(?<![\w.,/])[1-9]\d*(?:00|50)(?![\w.,/\"])")  # not 2027, a year
_YES = re.compile(r"^yes,?\s+(?=\S)", re.IGNORECASE)
_FOR_EACH_SET = re.compile(r"\s*\(per set\)$", re.IGNORECASE)
_DAYS = re.compile(r"(\d+(?:–\d+)?) (business )?days?", re.IGNORECASE)
_DAY = re.compile(r"(next|same) (business )?day", re.IGNORECASE)
# answers that say nothing without their question: 500, Yes, Position 1, Top and Bottom 3"
_BARE = re.compile(
    r"Yes|No|None|(?:(?:Position|Top|Bottom|Left|Right|Front|Back|All|Both|Only|and|Every|Sides?|"
    r"Corners?|Edges?|Feet|Foot|Inch(?:es)?)\b|[^A-Za-z])*",
    re.IGNORECASE,
)
_WITHOUT_A_NO = re.compile(r"\bper\b|\bdirection\b|\bposition\b", re.IGNORECASE)


@lru_cache(maxsize=4096)
def option_in_words(name: str) -> str:
    """An option, or the group of some: Bundles of 50 for Yes Bundles of 50."""
    text = _FOR_EACH_SET.sub("", _YES.sub("", " ".join(name.split())))
    if known := _KNOWN.get(text.lower()):
        return known
    return with_dashes(_THOUSANDS.sub(lambda number: f"{int(number[0]):,}", text))


def named_alone(question: str, answer: str) -> str:
    """An answer where its question does not stand: with it where it says nothing by itself."""
    return f"{question} {answer}" if _BARE.fullmatch(answer) else answer


@lru_cache(maxsize=1024)
def turnaround_in_words(label: str) -> str:
    """Ready to ship in 2–4 business days, for 2-4 Business Days."""
    text = with_dashes(" ".join(label.split()))
    if match := _DAYS.fullmatch(text):
        days = "day" if match[1] == "1" else "days"
        return f"Ready to ship in {match[1]} {(match[2] or '').lower()}{days}"
    if match := _DAY.fullmatch(text):
        return f"Ready to ship the {text.lower()}"
    return text


def with_dashes(text: str) -> str:
    """An en dash between two figures."""
    return _RANGE.sub("\\1–\\2", text)


def none_of(group: str) -> str:
    """What choosing nothing is called: no round corners, but any number per roll."""
    return "No preference" if _WITHOUT_A_NO.search(group) else "None"


def unwind_of(group: str, option: str) -> tuple[str, int] | None:
    """What comes off the roll first, and the number of its drawing; of other groups nothing."""
    match = re.fullmatch(r"(?:copy )?position ([1-4])", option.strip(), re.IGNORECASE)
    if not match or "unwind" not in group.lower():
        return None
    number = int(match[1])
    return f"{_UNWINDS[number - 1]} comes off first", number
