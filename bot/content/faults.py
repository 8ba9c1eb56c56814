"""Turns the faults that the schema finds into problems with a place and plain words."""

import re
import unicodedata
from typing import Any, Final

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from bot.content.diagnosis import Trouble, quote_or_block
from bot.content.document import Document, Fields, Items
from bot.content.problems import Mark, did_you_mean, shorten
from bot.content.schema import ENTRIES, Entry, find_child, list_fields
from bot.learning.phrases import count

ID_LIMIT: Final = 32


def make_id(text: str) -> str:
    """Return the id that a text suggests; empty where it holds no Latin letter or digit."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    slug = re.sub("[^a-z0-9]+", "-", plain.replace("'", "")).strip("-")
    if len(slug) <= ID_LIMIT:
        return slug
    cut = slug[: ID_LIMIT + 1]
    return (cut.rpartition("-")[0] or cut[:ID_LIMIT]).strip("-")


def report_faults(
    document: Document, data: Any, entry: type[Entry], faults: ValidationError
) -> None:
    """Put every fault of one entry on the page."""
    details = faults.errors(include_url=False)
    unknown: dict[tuple[int | str, ...], list[str]] = {}
    for detail in details:
        if detail["type"] == "extra_forbidden":
            unknown.setdefault(detail["loc"][:-1], []).append(str(detail["loc"][-1]))
    for detail in details:
        fault = _Fault(document, data, entry, detail)
        if detail["type"] == "missing" and fault.is_renamed(unknown.get(detail["loc"][:-1], [])):
            continue
        document.page.error(*fault.explain())


class _Fault:
    """One fault, and the way to it through the data."""

    def __init__(
        self, document: Document, data: Any, entry: type[Entry], detail: ErrorDetails
    ) -> None:
        self.document = document
        self.detail = detail
        self.loc = detail["loc"]
        self.value: Any = data
        self.parent: Any = None
        self.entry: type[Entry] = entry  # the one that holds the field
        self.mark: Mark = getattr(data, "mark", document.mark)
        self.list_name = ""
        owner: type[Entry] | None = entry
        for step in self.loc:
            self.parent = self.value
            if isinstance(step, int) and isinstance(self.value, Items):
                self.mark, self.value = self.value.marks[step], self.value[step]
            elif isinstance(step, str):
                self.entry = owner or self.entry
                owner = find_child(self.entry, step)
                self.list_name = step
                if isinstance(self.value, Fields) and step in self.value:
                    self.mark, self.value = self.value.value_mark(step), self.value[step]
        self.held = owner
        self.name = self.loc[-1] if self.loc else ""

    def is_renamed(self, beside: list[str]) -> bool:
        """Tell whether an unknown field beside this missing one is the same, misspelt."""
        return did_you_mean(str(self.name), beside) is not None

    def explain(self) -> Trouble:
        """Return the rule that is broken, the place, what is wrong and how to repair it."""
        kind = self.detail["type"]
        if kind == "extra_forbidden":
            return self.unknown_field()
        if kind == "missing":
            what = _describe(self.entry)
            message = f"{what} has no '{self.name}'"
            return "missing-field", self.mark, message, f"Add '{self.name}: …'"
        if found := self.empty():
            return "empty-text", self.mark, *found
        if found := self.wrong_kind():
            return "wrong-kind", self.mark, *found
        return "wrong-value", self.mark, *self.wrong_value()

    def unknown_field(self) -> Trouble:
        name = str(self.name)
        mark = self.parent.key_mark(name) if isinstance(self.parent, Fields) else self.mark
        # The field stands in the mapping itself: the last step must not lead to a child.
        fields = list_fields(self.entry)
        fix = did_you_mean(name, [f for f in fields if f not in self.parent])
        fix = fix or did_you_mean(name, fields)
        homes = [entry for entry in ENTRIES if name in list_fields(entry)]
        if not fix and homes:
            near = [e for e in homes if e is self.entry or _is_near(e, self.entry)] or homes
            fix = f"It belongs to {_describe(near[0])}: check the indentation"
        if not fix:
            fix = f"{_describe(self.entry).capitalize()} may have: {', '.join(fields)}"
        return "unknown-field", mark, f"unknown field {shorten(name)}", fix

    def empty(self) -> tuple[str, str | None] | None:
        if self.value is None or self.detail["type"] == "string_too_short":
            if isinstance(self.name, int):
                return f"an item of '{self.list_name}' is empty", "Write it or delete the line"
            word = self.document.rest_of_line(self.mark).split(maxsplit=1)[:1]
            if self.value is None and word and word[0] in {"null", "Null", "NULL", "~"}:
                fix = f"Put {word[0]} in quotes if it is the text, or write a value"
                return f"'{self.name}' has no value: {word[0]} means nothing", fix
            is_required = list_fields(self.entry).get(str(self.name), True)
            fix = "Write a value" if is_required else "Write a value, or delete the line"
            return f"'{self.name}' is empty", fix
        return None

    def wrong_kind(self) -> tuple[str, str | None] | None:
        kind, value = self.detail["type"], self.value
        label = self.label()
        if kind in {"model_type", "dict_type"}:
            shape = f"fields such as '{next(iter(list_fields(self.held or self.entry)))}: …'"
            return f"{label} must be {shape}, but it is {_describe_value(value)}", self.reshape()
        if kind == "list_type":
            name = self.name
            fix = f"Write each item in a line of its own under '{name}:' and begin it with '- '"
            return f"{label} must be a list, but it is {_describe_value(value)}", fix
        if isinstance(value, (Fields, Items)) and kind not in {"too_short", "too_long"}:
            return f"{label} must be text, but it is {_describe_value(value)}", self.quoted()
        return None

    def reshape(self) -> str | None:
        found = re.match(r"([A-Za-z][\w-]*):\S", str(self.value))
        if isinstance(self.value, str) and found:
            return f"Write a space after '{found[1]}:'"
        return None

    def quoted(self) -> str:
        text = self.document.rest_of_line(self.mark)
        if text[:1] in ("[", "{"):
            return quote_or_block("- " if isinstance(self.name, int) else f"{self.name}: ", text)
        if isinstance(self.name, int):
            return "Put the text in quotes if the ': ' belongs to it"
        return f"Write the text behind '{self.name}:' in the same line, or as a block (|)"

    def wrong_value(self) -> tuple[str, str | None]:
        label, value = self.label(), str(self.value)
        match self.detail["type"]:
            case "enum":
                trouble = self.wrong_word(label, value)
            case "yes_no":
                trouble = self.wrong_yes_no(label, value)
            case "whole":
                message = f"{label} must be a whole number, but it is {shorten(value)}"
                trouble = message, "Write digits only, such as 75"
            case "string_pattern_mismatch":
                trouble = self.wrong_id(label, value)
            case "greater_than_equal" | "less_than_equal":
                trouble = f"{label} must be {self.limit()}, but it is {shorten(value)}", None
            case "too_short" | "too_long":
                held = f"has {count(len(self.value), 'item')}" if self.value else "is empty"
                trouble = f"{label} {held}", f"Give it {self.limit()}"
            case _:
                trouble = f"{label}: {self.detail['msg']}", None
        return trouble

    def limit(self) -> str:
        context = self.detail.get("ctx", {})
        least = context.get("ge", context.get("min_length"))
        return (
            f"at least {least}"
            if least
            else f"at most {context.get('le', context.get('max_length'))}"
        )

    def wrong_word(self, label: str, value: str) -> tuple[str, str | None]:
        known = re.findall("'([^']+)'", str(self.detail.get("ctx", {}).get("expected")))
        fix = did_you_mean(value, known) or f"Write one of: {', '.join(known)}"
        return f"{label} cannot be {shorten(value)}", fix

    def wrong_id(self, label: str, value: str) -> tuple[str, str | None]:
        made = make_id(value)
        rule = f"small letters, digits and hyphens, at most {ID_LIMIT} characters"
        return (
            f"{label} must be {rule}, but it is {shorten(value)}",
            f"Write '{made}'" if made else None,
        )

    def wrong_yes_no(self, label: str, value: str) -> tuple[str, str | None]:
        known = ("yes", "no", "true", "false", "on", "off")
        bare = value.strip("“”„‘’«»\"' ")
        fix = did_you_mean(bare, known) or "Write yes or no"
        if bare.casefold() in known:
            fix = "Write it without quotes"
        return f"{label} must be yes or no, but it is {shorten(value)}", fix

    def label(self) -> str:
        if isinstance(self.name, int):
            return f"an item of '{self.list_name}'"
        return f"'{self.name}'" if self.name else _describe(self.entry)


def _describe(entry: type[Entry]) -> str:
    """Return what trainers call an entry, such as "a question"."""
    text = (entry.__doc__ or "entry").rstrip(".")
    return text[0].lower() + text[1:]


def _describe_value(value: Any) -> str:
    if value is None:
        return "empty"
    if isinstance(value, Items):
        return "a list"
    return "a group of fields" if isinstance(value, Fields) else f"the text {shorten(str(value))}"


def _is_near(one: type[Entry], other: type[Entry]) -> bool:
    return any(find_child(one, name) is other for name in list_fields(one)) or any(
        find_child(other, name) is one for name in list_fields(other)
    )
