"""What one version of the content changes in another, in the words that trainers write."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from bot.content.layout import Value
from bot.content.writing import to_entry
from bot.learning.course import Card, Catalog, Course, Lesson, Picture, Question, Term
from bot.learning.phrases import count

Content = Question | Lesson | Term | Course

KEY: Final = "right"  # the field under which a changed key is shown


class Kind(StrEnum):
    """What an entry is."""

    QUESTION = "question"
    LESSON = "lesson"
    TERM = "term"
    COURSE = "course"


@dataclass(frozen=True)
class FieldChange:
    """A field, named by the way to it (`cards · listen · text`), before and after."""

    name: str
    old: str
    new: str


@dataclass(frozen=True)
class EntryChange:
    """An entry that was added, changed or removed; only a changed one has fields."""

    kind: Kind
    id: str
    title: str
    fields: tuple[FieldChange, ...] = ()

    @property
    def is_key_changed(self) -> bool:
        """Whether other options of a question are right now."""
        return any(field.name == KEY for field in self.fields)


@dataclass(frozen=True)
class Difference:
    """What has to be done to one version to get the other; the order of entries apart."""

    added: tuple[EntryChange, ...] = ()
    changed: tuple[EntryChange, ...] = ()
    removed: tuple[EntryChange, ...] = ()

    @property
    def is_empty(self) -> bool:
        """Whether no entry differs."""
        return not (self.added or self.changed or self.removed)

    @property
    def key_changes(self) -> tuple[EntryChange, ...]:
        """The questions whose key changed."""
        return tuple(change for change in self.changed if change.is_key_changed)

    def list_ids(self, kind: Kind, *actions: Sequence[EntryChange]) -> list[str]:
        """Return the ids of one kind of entry in those parts of the difference."""
        return [change.id for action in actions for change in action if change.kind is kind]

    def summarise(self) -> str:
        """Say in one line how much differs."""
        parts = []
        for action, changes in (
            ("added", self.added),
            ("changed", self.changed),
            ("removed", self.removed),
        ):
            kinds = Counter(change.kind for change in changes)
            if kinds:
                words = ", ".join(count(kinds[kind], kind) for kind in Kind if kinds[kind])
                parts.append(f"{words} {action}")
        if self.key_changes:
            parts.append(f"{count(len(self.key_changes), 'key')} changed")
        return "; ".join(parts) or "only the order of entries"


def compare(old: Catalog, new: Catalog) -> Difference:
    """Return what has to be done to the old version to get the new one."""
    added: list[EntryChange] = []
    changed: list[EntryChange] = []
    removed: list[EntryChange] = []
    for kind, before, after in _pair(old, new):
        for entry_id, entry in after.items():
            former = before.get(entry_id)
            if former is None:
                added.append(_describe(kind, entry))
            elif former != entry:
                changed.append(_describe(kind, entry, _list_fields(former, entry)))
        removed += [_describe(kind, one) for name, one in before.items() if name not in after]
    return Difference(tuple(added), tuple(changed), tuple(removed))


def list_changed_cards(old: Catalog, new: Catalog) -> tuple[tuple[Lesson, Card], ...]:
    """Return the cards that the old version has not, or not in this form."""
    return tuple(
        (lesson, card)
        for lesson in new.lessons
        for card in lesson.cards
        if lesson.id not in old.lessons_by_id or card not in old.lessons_by_id[lesson.id].cards
    )


def _pair(
    old: Catalog, new: Catalog
) -> Iterator[tuple[Kind, Mapping[str, Content], Mapping[str, Content]]]:
    yield Kind.QUESTION, _index(old.questions), _index(new.questions)
    yield Kind.LESSON, _index(old.lessons), _index(new.lessons)
    yield Kind.TERM, _index(old.terms), _index(new.terms)
    yield Kind.COURSE, _index(old.courses), _index(new.courses)


def _index(entries: Iterable[Content]) -> dict[str, Content]:
    return {entry.id: entry for entry in entries}


def _describe(kind: Kind, entry: Content, fields: tuple[FieldChange, ...] = ()) -> EntryChange:
    match entry:
        case Question():
            title = entry.ask
        case Term():
            title = entry.term
        case _:
            title = entry.title
    return EntryChange(kind, entry.id, title, fields)


def _list_fields(old: Content, new: Content) -> tuple[FieldChange, ...]:
    before, after = _spell_out(old), _spell_out(new)
    changes = [
        FieldChange(name, before.get(name, ""), after.get(name, ""))
        for name in dict.fromkeys([*before, *after])
        if before.get(name) != after.get(name)
    ]
    if isinstance(old, Question) and isinstance(new, Question):
        changes = [*_list_key_change(old, new), *changes]
    return tuple(changes) or (FieldChange("order", "as it was", "another one"),)


def _list_key_change(old: Question, new: Question) -> Iterator[FieldChange]:
    if old.correct_ids != new.correct_ids:
        yield FieldChange(KEY, _name_right(old), _name_right(new))


def _name_right(question: Question) -> str:
    return "; ".join(option.text for option in question.options if option.is_correct)


def _spell_out(entry: Content) -> dict[str, str]:
    """Return every field of an entry as text, under the way to it; the key stands apart."""
    fields = {
        " · ".join(way): text for way, text in _walk(to_entry(entry), ()) if way[-1] != "correct"
    }
    # A picture may change under its name.
    if isinstance(entry, Question) and entry.picture is not None:
        fields["picture · file"] += _tell_apart(entry.picture)
    if isinstance(entry, Lesson):
        for card in entry.cards:
            if card.picture is not None:
                fields[f"cards · {card.id} · picture · file"] += _tell_apart(card.picture)
    return fields


def _tell_apart(picture: Picture) -> str:
    return f" ({picture.digest[:8]})"


def _walk(value: Value, way: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], str]]:
    """Yield the texts inside an entry with the ways to them; what has the default is left out."""
    inner: list[tuple[tuple[str, ...], Value]]
    match value:
        case dict():
            inner = [((*way, name), one) for name, one in value.items() if name != "id"]
        case [dict(), *_]:
            inner = [((*way, item["id"]), item) for item in value]
        case _:
            inner = []
            text = "; ".join(value) if isinstance(value, list) else _word(value)
            if text:
                yield way, text
    for longer, one in inner:
        yield from _walk(one, longer)


def _word(value: str | int | None) -> str:
    return "yes" if value is True else str(value or "")
