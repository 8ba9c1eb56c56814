"""Puts files in place whole or not at all, and never over another file unasked."""

import os
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path


class Occupied(Exception):
    """Another file stands where one is to be written."""

    def __init__(self, path: Path) -> None:
        super().__init__(path)
        self.path = path

    def __str__(self) -> str:
        return f"{self.path} exists already. Choose another name, or add --replace."


def place_files(
    files: Mapping[Path, bytes], *, replaceable: Path | None = None, folder: Path | None = None
) -> None:
    """Write all files, or none of them.

    A file that is there already with the same content is left as it is; raise Occupied where one
    has another, unless it is the one that may be replaced. Only `folder` is made where it is
    missing. Raise OSError where a file cannot be written.
    """
    wanted = {path: data for path, data in files.items() if _read(path) != data}
    for path in wanted:
        if path != replaceable or not path.is_file():
            _check_free(path)
    drafts: dict[Path, Path] = {}
    placed: list[Path] = []
    is_new = folder is not None and not folder.exists()
    try:
        if folder is not None:
            folder.mkdir(exist_ok=True)
        for path, data in wanted.items():
            drafts[path] = _write_beside(path, data)
        for path, draft in drafts.items():
            if path != replaceable:
                _move(draft, path)
                placed.append(path)
        if replaceable in drafts:  # last, as it cannot be taken back
            drafts[replaceable].replace(replaceable)
    except BaseException:
        for path in placed:
            path.unlink(missing_ok=True)
        _clean_up(drafts, folder if is_new else None)
        raise
    _clean_up(drafts, None)


def _check_free(path: Path) -> None:
    if os.path.lexists(path):
        raise Occupied(path)


def _read(path: Path) -> bytes | None:
    with suppress(OSError):
        return path.read_bytes() if path.is_file() else None
    return None


def _clean_up(drafts: Mapping[Path, Path], folder: Path | None) -> None:
    for draft in drafts.values():
        draft.unlink(missing_ok=True)
    if folder is not None:
        with suppress(OSError):
            folder.rmdir()


def _write_beside(path: Path, data: bytes) -> Path:
    """Write a file into the same folder, from where it can take its place in one step."""
    number, name = tempfile.mkstemp(prefix=f".{path.name[:40]}.", dir=path.parent)
    draft = Path(name)
    try:
        with os.fdopen(number, "wb") as stream:
            stream.write(data)
            os.fchmod(number, 0o666 & ~_find_mask())
    except BaseException:
        draft.unlink(missing_ok=True)
        raise
    return draft


def _find_mask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


def _move(draft: Path, path: Path) -> None:
    """Give a file its name, unless somebody has taken that meanwhile."""
    try:
        os.link(draft, path)
    except FileExistsError:
        raise Occupied(path) from None
    except OSError:
        # A disk without links, such as a memory stick.
        _check_free(path)
        draft.rename(path)


@contextmanager
def replacing(output: Path) -> Iterator[Path]:
    """Give a file beside the one that is wanted, and put it there once it is whole."""
    if output.exists() and not output.is_file():
        yield output  # a device, or a folder that says so itself
        return
    part = output.with_name(output.name + ".part")
    try:
        yield part
        part.replace(output)
    finally:
        part.unlink(missing_ok=True)
