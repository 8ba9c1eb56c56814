"""What one version changes in another, for trainers to read."""

from itertools import takewhile

from bot.chat.richtext import Rich, bold, rich
from bot.chat.views.wording import lines, shorten
from bot.content.difference import KEY, Difference, EntryChange, FieldChange

PAGE = 5  # entries on a screen
FIELDS = 3  # of an entry
TITLE_LIMIT = 60  # characters
TEXT_LIMIT = 70
LEAD = 20  # characters kept before the place where two long texts part
NOTHING = "nothing"


def count_pages(difference: Difference, size: int = PAGE) -> int:
    """Return on how many screens a difference fits."""
    return -(-len(_list_entries(difference)) // size)


def list_changes(difference: Difference, page: int = 0, size: int = PAGE) -> Rich:
    """List the entries of one page, counted from 0: what matters most comes first."""
    entries = _list_entries(difference)
    shown = entries[page * size : (page + 1) * size]
    return lines(*(_show(sign, change) for sign, change in shown))


def _list_entries(difference: Difference) -> list[tuple[str, EntryChange]]:
    keys = difference.key_changes
    return [
        *(("🔑", change) for change in keys),
        *(("➖", change) for change in difference.removed),
        *(("✏️", change) for change in difference.changed if change not in keys),
        *(("➕", change) for change in difference.added),
    ]


def _show(sign: str, change: EntryChange) -> Rich:
    title = shorten(" ".join(change.title.split()), TITLE_LIMIT)
    fields = [_show_field(field) for field in change.fields[:FIELDS]]
    more = len(change.fields) - FIELDS
    return lines(
        f"{sign} " + bold(change.id) + f" · {title}",
        *fields,
        f"   … and {more} more" if more > 0 else None,
    )


def _show_field(field: FieldChange) -> Rich:
    old, new = " ".join(field.old.split()), " ".join(field.new.split())
    start = 0
    if max(len(old), len(new)) > TEXT_LIMIT:
        same = takewhile(lambda pair: pair[0] == pair[1], zip(old, new, strict=False))
        start = max(sum(1 for _ in same) - LEAD, 0)
    name = "right answer" if field.name == KEY else field.name
    return rich(f"   {name}: {_cut(old, start)} → {_cut(new, start)}")


def _cut(text: str, start: int) -> str:
    if not text:
        return NOTHING
    return ("…" if start else "") + shorten(text[start:], TEXT_LIMIT)
