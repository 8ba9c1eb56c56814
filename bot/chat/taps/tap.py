"""What a button carries: typed, at most 64 bytes, and never anything that decides a mark."""

from dataclasses import MISSING, dataclass, fields
from enum import StrEnum
from functools import cache
from typing import Any, ClassVar, Self

DATA_LIMIT = 64  # bytes of callback data
SEPARATOR = ":"
NUMBER_LIMIT = 2**53  # larger numbers are nobody's buttons


# Before the data of a button that answers with a new message: the one it stands under is a record.
BELOW = "below:"


class BadTap(ValueError):
    """Callback data that no button of ours carries."""


@dataclass(frozen=True)
class Tap:
    """A button's meaning; each kind has a short tag that old messages keep for ever.

    Fields that came later stand last, with None as default: old messages are without them, and so
    is whatever leaves them at that.
    """

    tag: ClassVar[str]

    def encode(self) -> str:
        """Return the callback data."""
        given = list(vars(self).values())
        while len(given) > _count_required(type(self)) and given[-1] is None:  # type: ignore[arg-type]
            given.pop()
        values = [
            str(int(v)) if isinstance(v, bool | int) else "" if v is None else v for v in given
        ]
        data = SEPARATOR.join([self.tag, *values])
        if len(data.encode()) > DATA_LIMIT:
            raise ValueError(f"{data!r} is longer than {DATA_LIMIT} bytes")
        return data

    @classmethod
    def decode(cls, data: str) -> Self:
        """Read callback data; raise BadTap where it is none of this kind."""
        tag, *values = data.removeprefix(BELOW).split(SEPARATOR)
        kinds = _list_kinds(cls)  # type: ignore[arg-type]  # mypy: a class does hash
        required = _count_required(cls)  # type: ignore[arg-type]  # as above
        if tag != cls.tag or not required <= len(values) <= len(kinds):
            raise BadTap(data)
        return cls(*(_read(kind, value) for kind, value in zip(kinds, values, strict=False)))

    @classmethod
    def matches(cls, data: object) -> bool:
        """Tell whether this is callback data of this kind."""
        try:
            cls.decode(str(data))
        except BadTap:
            return False
        return True


def read_tag(data: str) -> str:
    """Return by which tag callback data says of what kind it is."""
    return data.removeprefix(BELOW).partition(SEPARATOR)[0]


@cache
def _list_kinds(tap: type[Tap]) -> tuple[type[StrEnum] | str, ...]:
    return tuple(
        kind if isinstance(kind, type) and issubclass(kind, StrEnum) else str(kind)
        for kind in (field.type for field in fields(tap))
    )


@cache
def _count_required(tap: type[Tap]) -> int:
    return sum(field.default is MISSING for field in fields(tap))


def _read(kind: type[StrEnum] | str, value: str) -> Any:
    if not isinstance(kind, str):
        try:
            return kind(value)
        except ValueError:
            raise BadTap(value) from None
    if "str" in kind:
        return value if value or "None" not in kind else None
    if not (value.isascii() and value.isdecimal() and int(value) < NUMBER_LIMIT):
        raise BadTap(value)
    if "bool" in kind:
        return value == "1"
    return int(value)
