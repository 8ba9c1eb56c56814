"""One version of the content as text: what a running attempt was made from can be read again."""

import hashlib
import json
from functools import cache

from pydantic import TypeAdapter, ValidationError

from bot.content.faults import make_id
from bot.learning.course import Catalog, Course

_BEFORE_COURSES = '{"courses":'  # with which every version begins, as its keys are sorted


@cache
def _adapter() -> TypeAdapter[Catalog]:
    return TypeAdapter(Catalog)


@cache
def _course_adapter() -> TypeAdapter[tuple[Course, ...]]:
    return TypeAdapter(tuple[Course, ...])


def dump_catalog(catalog: Catalog) -> str:
    """Return the catalogue as canonical JSON: equal catalogues give equal text."""
    data = _adapter().dump_python(catalog, mode="json")
    return json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def restore_catalog(text: str) -> Catalog:
    """Return the catalogue of such a text, or raise ValueError where it is none."""
    try:
        return _adapter().validate_json(text, strict=True)
    except ValidationError:
        try:
            renewed = _renew(text)
        except (ValueError, LookupError, TypeError, AttributeError):
            renewed = text  # the damage is elsewhere
        return _adapter().validate_json(renewed, strict=True)


def restore_courses(text: str) -> tuple[Course, ...]:
    """Return only the courses of such a text: a fraction of the work, for many versions at once."""
    if not text.startswith(_BEFORE_COURSES):
        return restore_catalog(text).courses
    data, _ = json.JSONDecoder().raw_decode(text, len(_BEFORE_COURSES))
    return _course_adapter().validate_json(json.dumps(data), strict=True)


def _renew(text: str) -> str:
    """Bring a version to today's form: once objectives were plain texts, without ids."""
    data = json.loads(text)
    for lesson in data["lessons"]:
        lesson["objectives"] = [
            {"id": make_id(entry), "text": entry} if isinstance(entry, str) else entry
            for entry in lesson["objectives"]
        ]
    return json.dumps(data)


def digest(text: str) -> str:
    """Return the SHA-256 of a text: the name of a version."""
    return hashlib.sha256(text.encode()).hexdigest()
