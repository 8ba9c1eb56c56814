"""What xAPI 1.0.3 asks of the statements that we make, field by field."""

import re
from datetime import datetime
from typing import Any
from uuid import UUID

VERBS = "http://adlnet.gov/expapi/verbs/"
STATEMENT = {"id", "actor", "verb", "object", "result", "context", "timestamp"}
CONTEXT = {
    "platform",
    "revision",
    "registration",
    "contextActivities",
    "extensions",
    "statement",
}
DURATION = re.compile(r"PT[0-9]+(\.[0-9]{1,2})?S")
IRI = re.compile(r"(https?://|urn:)[^\s\"<>\\^`{|}]+")
LANGUAGE = re.compile(r"[a-z]{2,3}")


def check(statement: dict[str, Any]) -> None:
    """Fail where a statement is not as the standard has it."""
    assert set(statement) <= STATEMENT
    check_uuid(statement["id"])
    assert statement["timestamp"].endswith("Z")
    assert datetime.fromisoformat(statement["timestamp"]).utcoffset() is not None
    check_actor(statement["actor"])
    verb = statement["verb"]
    assert set(verb) == {"id", "display"}
    name = verb["id"].removeprefix(VERBS)
    assert verb == {"id": VERBS + name, "display": {"en": name}}
    if name == "voided":
        assert set(statement) == {"id", "actor", "verb", "object", "timestamp"}
        assert set(statement["object"]) == {"objectType", "id"}
        assert statement["object"]["objectType"] == "StatementRef"
        check_uuid(statement["object"]["id"])
        return
    check_activity(statement["object"])
    check_result(name, statement["result"])
    check_context(statement["context"])


def check_uuid(text: str) -> None:
    """Fail where it is no UUID in its usual form."""
    assert str(UUID(text)) == text


def check_iri(text: str) -> None:
    """Fail where it is no IRI."""
    assert IRI.fullmatch(text), text


def check_actor(actor: dict[str, Any]) -> None:
    """Fail where somebody is not named by exactly one account."""
    assert set(actor) <= {"objectType", "account", "name"}
    assert actor["objectType"] == "Agent"
    assert set(actor["account"]) == {"homePage", "name"}
    check_iri(actor["account"]["homePage"])
    assert isinstance(actor["account"]["name"], str)
    assert actor["account"]["name"]


def check_activity(activity: dict[str, Any]) -> None:
    """Fail where an object, with its definition, is not one."""
    assert set(activity) <= {"objectType", "id", "definition"}
    assert activity["objectType"] == "Activity"
    check_iri(activity["id"])
    definition = activity.get("definition", {})
    if "interactionType" in definition:
        assert definition["interactionType"] == "choice"
        ids = [choice["id"] for choice in definition["choices"]]
        assert len(set(ids)) == len(ids) > 1
        [pattern] = definition["correctResponsesPattern"]
        assert pattern
        assert set(pattern.split("[,]")) <= set(ids)
        for choice in definition["choices"]:
            assert set(choice) == {"id", "description"}
            check_language_map(choice["description"])
    if definition:
        check_iri(definition["type"])
        check_language_map(definition.get("name", {"en": "-"}))


def check_language_map(words: dict[str, str]) -> None:
    """Fail where texts are not by language."""
    assert words
    for language, text in words.items():
        assert LANGUAGE.fullmatch(language)
        assert isinstance(text, str)
        assert text


def check_result(verb: str, result: dict[str, Any]) -> None:
    """Fail where a result contradicts itself, its verb, or the bounds of its score."""
    assert set(result) <= {"score", "success", "completion", "response", "duration"}
    if verb == "completed":
        assert result == {"completion": True}
        return
    score = result["score"]
    assert set(score) == {"scaled", "raw", "min", "max"}
    assert -1 <= score["scaled"] <= 1
    assert score["min"] <= score["raw"] <= score["max"]
    assert score["min"] < score["max"]
    assert isinstance(result["success"], bool)
    if verb == "answered":
        assert isinstance(result["response"], str)
        assert result["success"] is (score["raw"] == score["max"])
    else:
        assert result["success"] is (verb == "passed")
        assert result["completion"] is True
        assert DURATION.fullmatch(result["duration"])


def check_context(context: dict[str, Any]) -> None:
    """Fail where what is around has another form."""
    assert set(context) <= CONTEXT
    assert context["platform"] == "Training bot"
    if "registration" in context:
        check_uuid(context["registration"])
    if "revision" in context:
        assert isinstance(context["revision"], str)
    for name, activities in context.get("contextActivities", {}).items():
        assert name in {"parent", "grouping"}
        for activity in activities:
            check_activity(activity)
    for iri in context.get("extensions", {}):
        check_iri(iri)
    if "statement" in context:
        assert context["statement"]["objectType"] == "StatementRef"
        check_uuid(context["statement"]["id"])
