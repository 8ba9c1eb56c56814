"""One version of the content as text: what a running attempt was made from can be read again."""

import hashlib
import json
from functools import cache

from pydantic import TypeAdapter

from bot.learning.course import Catalog


@cache
def _adapter() -> TypeAdapter[Catalog]:
    return TypeAdapter(Catalog)


def dump_catalog(catalog: Catalog) -> str:
    """Return the catalogue as canonical JSON: equal catalogues give equal text."""
    data = _adapter().dump_python(catalog, mode="json")
    return json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def restore_catalog(text: str) -> Catalog:
    """Return the catalogue of such a text, or raise ValueError where it is none."""
    return _adapter().validate_json(text, strict=True)


def digest(text: str) -> str:
    """Return the SHA-256 of a text: the name of a version."""
    return hashlib.sha256(text.encode()).hexdigest()
