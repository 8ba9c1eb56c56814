"""The API described for machines, its rows from the one definition of the report."""

from datetime import datetime
from enum import StrEnum
from typing import Any, get_args, get_type_hints

from bot.reports.completion import DEFINITIONS, EVIDENCE, CompletionRow
from bot.reports.passing import name_column
from bot.web.api.asking import LONGEST, MOST, TEXT_LIMIT, USUAL_LIMIT
from bot.web.api.problems import PROBLEM_TYPE

ABOUT = (
    "The completion report for HR systems: who has to complete which course by when, and who has."
    " Ask for `/completions`, follow `next` until it is null, and keep `as_of`: it is the"
    " `changed_since` of your next run. Of everybody in `people` put the rows in place of those"
    " that you had: who has none is not in the report any more."
)
INTEGERS = {"type": "integer", "minimum": 0}
TIME = {"type": "string", "format": "date-time"}
PLAIN_TEXT = {
    "type": "string",
    "minLength": 1,
    "maxLength": TEXT_LIMIT,
    "pattern": "^[A-Za-z0-9 .,&()_-]+$",
}
UNLESS = {
    "401": "The token is missing, or opens nothing.",
    "429": "Too many requests; Retry-After says how long to wait.",
    "503": "The record cannot be read just now.",
}


def describe() -> dict[str, Any]:
    """Return the description, as OpenAPI 3.1 has it."""
    return {
        "openapi": "3.1.0",
        "info": {"title": "Training bot", "version": "1", "description": ABOUT},
        "servers": [{"url": "."}],
        "security": [{"token": []}],
        "paths": {
            "/completions": {"get": _describe_completions()},
            "/courses": {"get": _describe_get("The courses of the report", "Courses")},
            "/status": {"get": _describe_get("What the token is good for", "Status")},
        },
        "components": {
            "securitySchemes": {
                "token": {
                    "type": "http",
                    "scheme": "bearer",
                    "description": "Made by HR with /tokens in the chat.",
                }
            },
            "schemas": {
                "Page": _describe_page(),
                "Row": _describe_row(),
                "Courses": _describe_object(
                    courses={
                        "type": "array",
                        "items": _describe_object(
                            course_id={"type": "string"},
                            title={"type": "string"},
                            is_taught={
                                "type": "boolean",
                                "description": "False where it is only on record.",
                            },
                        ),
                    }
                ),
                "Status": _describe_object(
                    now=TIME,
                    token={"type": "string", "description": "What the token is for."},
                    expires_at=TIME,
                    departments={
                        "type": ["array", "null"],
                        "items": {"type": "string"},
                        "description": "The only ones whose people it shows; null: everybody.",
                    },
                ),
                "Problem": {
                    "type": "object",
                    "description": "RFC 9457; `parameter` is the one that has to be mended.",
                    "properties": {
                        "title": {"type": "string"},
                        "status": {"type": "integer"},
                        "detail": {"type": "string"},
                        "parameter": {"type": "string"},
                    },
                    "required": ["title", "status", "detail"],
                },
            },
        },
    }


def _describe_completions() -> dict[str, Any]:
    get = _describe_get("The rows of the completion report, by person", "Page")
    get["parameters"] = [
        _describe_parameter(
            "changed_since",
            "Only people whose rows changed after this moment: `as_of` of your last run. Rather"
            " more people than fewer. Without it: everybody.",
            TIME | {"examples": ["2026-11-27T06:00:00+00:00"]},
        ),
        _describe_parameter("course", "Only this course, by its `course_id`.", PLAIN_TEXT),
        _describe_parameter(
            "department", "Only who is in this department of the roster today.", PLAIN_TEXT
        ),
        _describe_parameter(
            "limit",
            "How many people on a page; each with all their rows.",
            {
                "type": "integer",
                "minimum": 1,
                "maximum": MOST,
                "default": USUAL_LIMIT,
                "examples": [100],
            },
        ),
        _describe_parameter(
            "cursor",
            "The next page, as `next` has it; nothing but `limit` goes with it.",
            {"type": "string", "minLength": 1, "maxLength": LONGEST, "pattern": "^[A-Za-z0-9_-]+$"},
        ),
    ]
    get["responses"]["200"]["headers"] = {
        "Link": {
            "description": 'The next page, with rel="next"; not there on the last one.',
            "schema": {"type": "string"},
        }
    }
    get["responses"]["404"] = _refuse("There is no such course or department.")
    get["responses"]["422"] = _refuse("A parameter is not understood; `parameter` says which.")
    return get


def _describe_get(summary: str, schema: str) -> dict[str, Any]:
    content = {"schema": {"$ref": f"#/components/schemas/{schema}"}}
    responses: dict[str, Any] = {
        "200": {"description": summary, "content": {"application/json": content}}
    }
    responses |= {status: _refuse(words) for status, words in UNLESS.items()}
    return {"summary": summary, "operationId": f"get{schema}", "responses": responses}


def _refuse(words: str) -> dict[str, Any]:
    content = {"schema": {"$ref": "#/components/schemas/Problem"}}
    return {"description": words, "content": {PROBLEM_TYPE: content}}


def _describe_parameter(name: str, words: str, schema: dict[str, Any]) -> dict[str, Any]:
    return {"name": name, "in": "query", "description": words, "schema": schema}


def _describe_page() -> dict[str, Any]:
    return _describe_object(
        as_of=TIME | {"description": "Of which moment all pages of this run are."},
        next={
            "type": ["string", "null"],
            "format": "uri",
            "description": "The next page; null on the last one.",
        },
        people={
            "type": "array",
            "items": INTEGERS,
            "description": "Whose rows these are (`person_id`), all of each person on one page.",
        },
        rows={"type": "array", "items": {"$ref": "#/components/schemas/Row"}},
    )


def _describe_row() -> dict[str, Any]:
    words = dict(DEFINITIONS)
    columns = {}
    for name, kind in get_type_hints(CompletionRow).items():
        evidence = "" if name in EVIDENCE else " As of today, not of `as_of`."
        said = words.get(name) or name_column(name)
        columns[name] = _describe_kind(kind) | {"description": f"{said}.{evidence}"}
    return _describe_object(**columns) | {"description": words["row"]}


def _describe_object(**properties: Any) -> dict[str, Any]:
    return {
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }


def _describe_kind(kind: Any) -> dict[str, Any]:
    """Describe what a cell holds."""
    kinds = get_args(kind) or (kind,)
    first, *rest = kinds
    if issubclass(first, StrEnum):
        return {"type": "string", "enum": [one.value for one in first]}
    name = {bool: "boolean", int: "integer", str: "string", datetime: "string"}[first]
    more = {"format": "date-time"} if first is datetime else {}
    return {"type": [name, "null"] if rest else name, **more}
