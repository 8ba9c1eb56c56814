"""What editors are told: the schemas are those of the models, and our own files keep them."""

import copy
import json
import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from bot.cli import main
from bot.content.archive import NamedFile, pack
from bot.content.editor import FILES, FOLDER, make_schema, write_modeline, write_schemas
from bot.content.fieldnotes import NOTES
from bot.content.parcel import open_parcel
from bot.content.schema import ENTRIES, LessonEntry, QuestionsFile, list_fields
from tests.conftest import CONTENT
from tests.content.builder import QUESTIONS

TYPES: dict[str, Any] = {
    "string": str,
    "number": (int, float),
    "integer": int,
    "boolean": bool,
    "array": list,
}
SHIPPED = sorted(str(path.relative_to(CONTENT)) for path in CONTENT.rglob("*.yaml"))
QUESTION: dict[str, Any] = {
    "id": "q",
    "lesson": "a",
    "card": "b",
    "ask": "What?",
    "options": [{"text": "One", "correct": True, "why": "It is."}, {"text": 2, "why": "Not."}],
}


def find_faults(  # noqa: C901, PLR0912 - a case for each word
    schema: dict[str, Any], value: Any, root: dict[str, Any]
) -> list[str]:
    """Return what an editor would underline: a validator of the words that our schemas use."""
    faults: list[str] = []
    for word, said in schema.items():
        match word:
            case "$ref":
                held = root["definitions"][said.removeprefix("#/definitions/")]
                faults += find_faults(held, value, root)
            case "allOf":
                faults += [fault for one in said for fault in find_faults(one, value, root)]
            case "anyOf":
                if all(find_faults(one, value, root) for one in said):
                    faults.append(f"{value!r} is none of them")
            case "enum":
                if not any(value == one and type(value) is type(one) for one in said):
                    faults.append(f"{value!r} is not in the list")
            case "type":
                if not any(is_a(value, one) for one in ([said] if isinstance(said, str) else said)):
                    faults.append(f"{value!r} is no {said}")
            case "properties" if isinstance(value, dict):
                for name in value.keys() & said.keys():
                    faults += find_faults(said[name], value[name], root)
            case "required" if isinstance(value, dict):
                faults += [f"no {name}" for name in said if name not in value]
            case "additionalProperties" if isinstance(value, dict):
                assert said is False
                faults += [f"unknown {name}" for name in value.keys() - schema["properties"].keys()]
            case "items" if isinstance(value, list):
                faults += [fault for one in value for fault in find_faults(said, one, root)]
            case "minItems" | "maxItems" if isinstance(value, list):
                if (len(value) - said) * (1 if word == "minItems" else -1) < 0:
                    faults.append(f"{len(value)} items")
            case "minLength" if isinstance(value, str):
                faults += ["too short"] if len(value) < said else []
            case "pattern" if isinstance(value, str):
                faults += [] if re.search(said, value) else [f"{value!r} is no id"]
            case "minimum" | "maximum" if isinstance(value, int):
                if (value - said) * (1 if word == "minimum" else -1) < 0:
                    faults.append(f"{value} is beyond {said}")
            case "if":
                branch = "else" if find_faults(said, value, root) else "then"
                faults += find_faults(schema.get(branch, {}), value, root)
            case _:
                assert word in KNOWN, word
    return faults


KNOWN = {
    *("properties", "required", "additionalProperties", "items", "minItems", "maxItems"),
    *("minLength", "pattern", "minimum", "maximum", "else", "description", "definitions"),
    *("$schema", "enumDescriptions"),
}


def is_a(value: Any, name: str) -> bool:
    """Tell whether a value is of a JSON type."""
    if name == "object":
        return isinstance(value, dict)
    is_number = name in {"number", "integer"}
    return isinstance(value, TYPES[name]) and not (is_number and isinstance(value, bool))


def find_in_question(**changes: Any) -> list[str]:
    """Return what is underlined in a bank of one question with these changes."""
    schema = make_schema(QuestionsFile)
    question = {name: one for name, one in (QUESTION | changes).items() if one is not None}
    return find_faults(schema, {"questions": [question]}, schema)


def test_shipped_schemas_are_current() -> None:
    """`run_bot.py schema` would write the same."""
    shipped = {path.name: path.read_text("utf-8") for path in (CONTENT / FOLDER).iterdir()}

    assert shipped == write_schemas()


@pytest.mark.parametrize("file", SHIPPED)
def test_shipped_file_leads_to_its_schema_and_keeps_it(file: str) -> None:
    """The first line names a schema that is there, and nothing of ours is underlined."""
    text = (CONTENT / file).read_text("utf-8")
    line = text.partition("\n")[0]
    path = (CONTENT / file).parent / line.partition("$schema=")[2]
    schema = json.loads(path.read_text("utf-8"))

    assert line == write_modeline(file)
    assert find_faults(schema, yaml.safe_load(text), schema) == []


def test_every_field_has_a_note() -> None:
    """In the order of the models."""
    assert set(NOTES) == set(ENTRIES)
    for entry, notes in NOTES.items():
        assert list(notes) == list(list_fields(entry)), entry


def test_all_of_the_schemas_is_understood() -> None:
    """No word in them that editors do not know."""
    for entry in FILES.values():
        schema = make_schema(entry)
        for part in (schema, *schema["definitions"].values()):
            for field in part.get("properties", {}).values():
                assert not {"ge", "le", "title", "default"} & field.keys()


def test_what_trainers_may_write_is_not_underlined() -> None:
    """Also where a plain word looks like a number, and a yes like text."""
    assert find_in_question() == []
    assert find_in_question(ask=1.1, negative="yes", keep_order=False, difficulty=3) == []
    assert find_in_question(lint={"ignore": ["key-longest"], "because": "So."}) == []
    drafted = [{"text": "One", "correct": "on"}, {"text": "Two"}]
    assert find_in_question(draft="yes", lesson=None, card=None, options=drafted) == []
    lesson = make_schema(LessonEntry)["properties"]["objectives"]
    root = make_schema(LessonEntry)
    assert find_faults(lesson, ["Name it", {"id": "see", "text": "See it"}], root) == []


@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        ({"aks": "What?"}, "unknown aks"),
        ({"ask": None}, "no ask"),
        ({"ask": ""}, "too short"),
        ({"ask": ["x"]}, "['x'] is no ['string', 'number', 'boolean']"),
        ({"type": "singel"}, "'singel' is not in the list"),
        ({"negative": "maybe"}, "'maybe' is not in the list"),
        ({"difficulty": 4}, "4 is beyond 3"),
        ({"difficulty": "hard"}, "'hard' is no integer"),
        ({"id": "Not this"}, "'Not this' is no id"),
        ({"options": QUESTION["options"][:1]}, "1 items"),
        ({"lesson": None}, "no lesson"),
        ({"options": [{"text": "One"}, *QUESTION["options"]]}, "no why"),
        ({"lint": {"ignore": ["key-long"]}}, "'key-long' is not in the list"),
        ({"lint": {"because": "So."}}, "no ignore"),
    ],
)
def test_what_check_refuses_is_underlined(changes: dict[str, Any], fault: str) -> None:
    """At the same place, before the file is saved."""
    assert find_in_question(**copy.deepcopy(changes)) == [fault]


def test_command_writes_them(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Into the folder that is named; twice is as good as once."""
    for _ in range(2):
        assert main(["schema", str(tmp_path)]) == 0
    assert sorted(path.name for path in (tmp_path / FOLDER).iterdir()) == sorted(FILES)
    assert "questions.json" in capsys.readouterr().out

    assert main(["schema", str(tmp_path / "nowhere")]) == 1
    assert "cannot be written: No such file" in capsys.readouterr().err


def test_schemas_in_an_archive_are_no_content() -> None:
    """Whoever sends the whole folder hears nothing of them."""
    files = {"content/schema/questions.json": b"{}", "content/questions.yaml": QUESTIONS.encode()}
    parcel = open_parcel([NamedFile("all.zip", pack(files))])

    assert len(parcel.questions) == 1
    assert [problem for page in parcel.pages for problem in page.problems] == []
