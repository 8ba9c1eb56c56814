"""Run by Alembic for each command, on the connection that `migrate` hands over."""

from typing import Any, Literal

from alembic import context
from sqlalchemy import String
from sqlmodel.sql.sqltypes import AutoString

from bot.storage.tables import Table, UtcDateTime


def _render_plain_types(kind: str, item: Any, _context: object) -> str | Literal[False]:
    """Write our types as plain SQL types, so that an old migration needs no code of today."""
    if kind == "type" and isinstance(item, UtcDateTime):
        return "sa.DateTime()"
    if kind == "type" and isinstance(item, AutoString | String) and item.length is None:
        return "sa.Text()" if type(item).__name__ == "Text" else "sa.String()"
    return False


context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Table.metadata,
    render_as_batch=True,
    render_item=_render_plain_types,
    transactional_ddl=False,  # the caller holds the transaction around all steps
)
context.run_migrations()
