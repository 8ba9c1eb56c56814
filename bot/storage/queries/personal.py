"""Everything that is stored about one person."""

from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import case, null, select, text
from sqlmodel import Session

from bot.storage.personal import PersonalTable
from bot.storage.tables import Table


def list_rows(session: Session, table: PersonalTable, person_id: int) -> list[dict[str, Any]]:
    """Return the rows of a table that are about a person, as JSON can hold them."""
    stored = Table.metadata.tables[table.name]
    columns: list[Any] = [column for column in stored.columns if column.name not in table.hidden]
    if table.veiled is not None:
        name, where = table.veiled
        veiled = case((text(where), null()), else_=stored.c[name]).label(name)
        columns = [veiled if column.name == name else column for column in columns]
    chosen = select(*columns).where(text(table.condition).bindparams(person=person_id))
    found = session.connection().execute(chosen.order_by(*stored.primary_key.columns))
    return [{name: _word(value) for name, value in row.items()} for row in found.mappings()]


def _word(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat().replace("+00:00", "Z")
    if isinstance(value, date):
        return value.isoformat()
    return value.hex() if isinstance(value, bytes) else value
