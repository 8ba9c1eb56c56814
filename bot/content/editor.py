"""Help for editors: JSON Schemas of the files, made from the same models that `check` uses.

An editor that knows YAML takes plain words for what they look like: `010` for a number, `yes` for
text. We keep what is written, so a text may be any of these there, and a yes or no may be both.
"""

import json
from typing import Any, Final

from bot.content.fieldnotes import NOTES
from bot.content.rules import WARNINGS
from bot.content.schema import (
    ENTRIES,
    CoursesFile,
    Entry,
    GlossaryFile,
    LessonEntry,
    ObjectiveEntry,
    QuestionEntry,
    QuestionsFile,
)

FOLDER: Final = "schema"  # inside the content directory
FILES: Final[dict[str, type[Entry]]] = {
    "courses.json": CoursesFile,
    "glossary.json": GlossaryFile,
    "lesson.json": LessonEntry,
    "questions.json": QuestionsFile,
}

_DRAFT: Final = "http://json-schema.org/draft-07/schema#"
_REF: Final = "#/definitions/{model}"
_OURS: Final = frozenset({"title", "default"})
# What pydantic leaves in its own words behind a validator of ours.
_LIMITS: Final = {"ge": "minimum", "le": "maximum"}
_WORDS: Final = {"type": ["string", "number", "boolean"]}
_YES: Final = ("yes", True, "on")
_YES_NO: Final = {"enum": ["yes", "no", True, False, "on", "off"]}
# What only a draft may lack.
_IF_NO_DRAFT: Final[dict[str, Any]] = {
    "if": {"properties": {"draft": {"enum": list(_YES)}}, "required": ["draft"]},
    "else": {
        "required": ["lesson", "card"],
        "properties": {"options": {"items": {"required": ["text", "why"]}}},
    },
}


def write_modeline(file: str) -> str:
    """Return the first line of a file, which tells editors where its schema is.

    `file` is the name inside the content directory.
    """
    if file.startswith("lessons/"):
        return f"# yaml-language-server: $schema=../{FOLDER}/lesson.json"
    return f"# yaml-language-server: $schema={FOLDER}/{file.removesuffix('.yaml')}.json"


def write_schemas() -> dict[str, str]:
    """Return the schemas by the names of their files."""
    return {
        name: json.dumps(make_schema(entry), indent=2, ensure_ascii=False) + "\n"
        for name, entry in FILES.items()
    }


def make_schema(entry: type[Entry]) -> dict[str, Any]:
    """Return the schema of a file that holds such an entry."""
    made = entry.model_json_schema(ref_template=_REF)
    definitions: dict[str, Any] = made.pop("$defs", {})
    known = {one.__name__: one for one in ENTRIES}
    for name, definition in definitions.items():
        if name in known:
            _adapt_entry(definition, known[name])
        else:  # a list of words, whose meaning the field tells
            definitions[name] = {"enum": definition["enum"]}
    _adapt_entry(made, entry)
    return {
        "$schema": _DRAFT,
        "description": (entry.__doc__ or "").rstrip("."),
        **made,
        "definitions": definitions,
    }


def _adapt_entry(definition: dict[str, Any], entry: type[Entry]) -> None:
    """Make the schema of one entry say what trainers may write, and what it means."""
    definition.pop("title", None)
    definition.pop("description", None)
    for name, field in definition["properties"].items():
        adapted = _adapt(field)
        if entry is LessonEntry and name == "objectives":
            shape = _REF.format(model=ObjectiveEntry.__name__)
            adapted["items"] = {"anyOf": [_WORDS, {"$ref": shape}]}
        if name == "ignore":
            adapted["items"] = {"enum": [*WARNINGS], "enumDescriptions": [*WARNINGS.values()]}
        if "$ref" in adapted:  # nothing beside a reference is read
            adapted = {"allOf": [adapted]}
        definition["properties"][name] = {"description": NOTES[entry][name], **adapted}
    if entry is QuestionEntry:
        definition |= _IF_NO_DRAFT


def _adapt(field: dict[str, Any]) -> dict[str, Any]:
    """Return what a field may hold, without what only Python knows."""
    held = dict(field)
    if "anyOf" in held:
        (said,) = (one for one in held.pop("anyOf") if one != {"type": "null"})
        held |= said
    held = {_LIMITS.get(name, name): value for name, value in held.items() if name not in _OURS}
    match held.get("type"):
        case "boolean":
            return _YES_NO
        case "string" if "enum" not in held:
            return held | _WORDS
        case "array":
            return held | {"items": _adapt(held["items"])}
    return held
