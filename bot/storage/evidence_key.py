"""The key of the evidence: in a file beside the database, unless a setting gives it."""

import os
import secrets
from pathlib import Path

from bot.storage.engine import DatabaseUnusable

KEY_BYTES = 32
SHORTEST = 32  # characters


def find_key_path(database: Path) -> Path:
    """Return where the key of a database is kept."""
    return database.with_name(database.name + ".key")


def read_key(database: Path) -> bytes | None:
    """Return the key that is kept beside a database, or None where there is none.

    Raises DatabaseUnusable where the file is there and holds no key.
    """
    path = find_key_path(database)
    try:
        text = path.read_text(encoding="ascii").strip()
    except FileNotFoundError:
        return None
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is no text"
        raise DatabaseUnusable(f"The evidence key {path} cannot be read: {reason}.") from None
    if len(text) < SHORTEST:
        raise DatabaseUnusable(
            f"{path} holds no evidence key. Put the file back from where you keep it, or set "
            "EVIDENCE_KEY."
        )
    return text.encode()


def make_key(database: Path) -> bytes:
    """Make a key beside a database that has none, and return it; where there is one, return that.

    It appears whole or not at all, and of two processes at once one makes it.
    """
    path = find_key_path(database)
    new = path.with_name(f"{path.name}.{os.getpid()}.new")
    try:
        with os.fdopen(os.open(new, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
            file.write(secrets.token_hex(KEY_BYTES) + "\n")
            file.flush()
            os.fsync(file.fileno())
        try:
            path.hardlink_to(new)
        except FileExistsError:
            pass
        finally:
            new.unlink(missing_ok=True)
    except OSError as error:
        raise DatabaseUnusable(
            f"The evidence key {path} cannot be written: {error.strerror}."
        ) from None
    key = read_key(database)
    assert key is not None  # noqa: S101 - it was made or there just now
    return key
