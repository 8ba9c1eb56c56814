"""Pictures that Moodle puts into its questions: where they are, and what they are called."""

import base64
import binascii
import re
from collections.abc import Mapping
from typing import Final
from urllib.parse import unquote

from bot.content.formats.harvest import Sketch
from bot.content.formats.moodle_tree import Node
from bot.content.formats.text import tidy
from bot.content.media import MAX_ALT, MAX_PICTURE, check_name, check_picture, digest_picture

FILES: Final = "@@PLUGINFILE@@/"

_EMBEDDED = re.compile(r"data:image/[\w.+-]+;base64,", re.ASCII)
_DIGEST: Final = 8
_KINDS: Final = {b"\x89": ".png", b"\xff": ".jpg"}


class Gallery:
    """The picture of one question, and the pictures of its whole file by their names."""

    def __init__(self, sketch: Sketch, media: dict[str, bytes]) -> None:
        self.sketch = sketch
        self.media = media
        self.picture: dict[str, str] = {}

    def show(self, data: bytes, source: str, alt: str) -> None:
        """Make it the picture of the question, or note why that cannot be."""
        fault = check_picture(data)
        if self.picture:
            self.sketch.lose("it shows a second picture, and a question has one")
        elif fault:
            self.sketch.lose(f"its picture {fault}")
        else:
            alt = tidy(alt)
            name = _name_picture(self.media, source, data)
            self.media[name] = data
            self.picture = {"file": name, "alt": alt[:MAX_ALT] or name}
            if not alt:
                self.sketch.lose(f"no text says what its picture shows: replace '{name}'")
            elif len(alt) > MAX_ALT:
                self.sketch.lose("the text that says what its picture shows is cut")


def find_embedded(source: str) -> bytes | None:
    """Return the picture that stands in its address, if one does."""
    embedded = _EMBEDDED.match(source)
    return _decode(source[embedded.end() :]) if embedded else None


def find_picture(node: Node, source: str) -> bytes | None:
    """Return the picture that a text shows, if it is in the file."""
    if _EMBEDDED.match(source):
        return find_embedded(source)
    if not source.startswith(FILES):
        return None
    wanted = _read_path(source)
    for file in node.list_all("file"):
        path = file.attributes.get("path", "/").strip("/")
        if f"{path}/{file.attributes.get('name', '')}".lstrip("/") == wanted:
            return _decode(file.text)
    return None


def _name_picture(taken: Mapping[str, bytes], source: str, data: bytes) -> str:
    """Return a name for a picture that no other picture has: its own, where that is one."""
    name = _read_path(source).rpartition("/")[2] if source.startswith(FILES) else ""
    ending = _KINDS.get(data[:1], "")
    if not name or check_name(name):
        name = f"picture-{digest_picture(data)[:_DIGEST]}{ending}"
    if taken.get(name, data) != data:
        stem, _, end = name.rpartition(".")
        name = f"{stem or end}-{digest_picture(data)[:_DIGEST]}{ending}"
    return name


def _read_path(source: str) -> str:
    return unquote(source.removeprefix(FILES).partition("?")[0])


def _decode(text: str) -> bytes | None:
    if len(text) > 2 * MAX_PICTURE:
        return b""  # no picture that we could show
    try:
        return base64.b64decode("".join(text.split()), validate=True)
    except (binascii.Error, ValueError):
        return None
