"""Options that are numbers, with a unit or without."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

_NUMBER: Final = re.compile(
    r"(?P<before>[^\w\s.,:-]?)\s*(?P<sign>[-−–]?)(?P<digits>\d[\d.,:'’\u00a0\u202f ]*)"
    r"\s*(?P<after>%|[^\W\d]{1,12}\.?(?:\s[^\W\d]{1,12})?)?\W?"
)
_LONGEST: Final = 40
_SPACES: Final = str.maketrans("", "", " \u00a0\u202f'’")
_THOUSANDS: Final = re.compile(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?")


@dataclass(frozen=True)
class Number:
    """An option that is a number, as it is written and as it counts."""

    text: str
    value: float


def is_number(text: str) -> bool:
    """Tell whether a text is a number, with a unit or without."""
    return (
        len(text) <= _LONGEST
        and text[:2].strip(" -−–$€£")[:1].isdigit()
        and _NUMBER.fullmatch(text) is not None
    )


def read_numbers(texts: Sequence[str]) -> list[Number] | None:
    """Return the numbers that all options are; None where one is none, or has another unit."""
    numbers, units = [], set()
    for text in texts:
        if not is_number(text):
            return None
        found = _NUMBER.fullmatch(text)
        value = _read(found["digits"]) if found else None
        if found is None or value is None:
            return None
        units.add((found["before"], (found["after"] or "").rstrip(".").removesuffix("s").lower()))
        numbers.append(Number(text, -value if found["sign"] else value))
    return numbers if len(units) == 1 else None


def _read(digits: str) -> float | None:
    """Return the value of digits as people group them; 12:30 is later than 12:15."""
    digits = digits.translate(_SPACES).rstrip(".,:")
    hours, colon, minutes = digits.partition(":")
    if colon:
        is_time = hours.isascii() and hours.isdigit() and minutes.isascii() and minutes.isdigit()
        return int(hours) * 60 + int(minutes) if is_time else None
    digits = digits.replace(",", "" if _THOUSANDS.fullmatch(digits) else ".")
    try:
        return float(digits)
    except ValueError:
        return None
