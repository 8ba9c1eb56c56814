"""Forms: read from what a browser sends, and shown again with what has to be mended."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from urllib.parse import parse_qsl, urlencode

from fastapi import Request

from bot.learning.errors import TextTooLong
from bot.learning.prompt import clean_text
from bot.web.webhook import TooLarge, read_body

FORM_LIMIT = 8192  # bytes; what Telegram says of somebody is a few hundred
CHANGE_LIMIT = 65_536  # two texts in any script, and some numbers
FIELDS = 300


@dataclass(frozen=True)
class Form:
    """What was sent, in its order."""

    pairs: tuple[tuple[str, str], ...] = ()

    def get(self, name: str) -> str:
        """Return the last text of that name without white space around it; empty for none."""
        return next((text.strip() for key, text in reversed(self.pairs) if key == name), "")

    def list_all(self, name: str) -> list[str]:
        """Return all texts of that name."""
        return [text for key, text in self.pairs if key == name]

    @property
    def values(self) -> dict[str, str]:
        """All texts by name, as the form is shown again."""
        return {name: self.get(name) for name, _ in self.pairs}

    @property
    def key(self) -> str:
        """What stands for this form with all that is in it: the same one sent again has the same.

        Each form that is shown has a number of its own, so another one never has.
        """
        return sha256(urlencode(self.pairs).encode()).hexdigest()


@dataclass(frozen=True)
class Draft:
    """A form as it is shown: what stands in it, and by field what has to be mended."""

    values: Mapping[str, str] = field(default_factory=dict)
    problems: Mapping[str, str] = field(default_factory=dict)
    number: str = field(default_factory=lambda: secrets.token_urlsafe(12))

    def get(self, name: str) -> str:
        """Return what stands in a field."""
        return self.values.get(name, "")


async def read_form(request: Request, limit: int = FORM_LIMIT) -> Form:
    """Read a form; what is larger than any of ours is empty."""
    try:
        body = await read_body(request, limit)
        text = body.decode("utf-8", errors="replace")
        return Form(tuple(parse_qsl(text, keep_blank_values=True, max_num_fields=FIELDS)))
    except (TooLarge, ValueError):
        return Form()


def read_text(form: Form, name: str, problems: dict[str, str], what: str) -> str:
    """Return a text that must be there; what is wrong with it becomes a problem of its field."""
    try:
        text = clean_text(form.get(name))
    except TextTooLong as refused:
        problems[name] = f"Please shorten this to {refused.limit:,} characters."
        return ""
    if not text:
        problems[name] = f"Please write {what}."
    return text
