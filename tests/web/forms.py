"""Forms as a browser fills them in: all that stands in them, and what somebody writes besides."""

from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any

import httpx

from tests.web.test_dashboard import House


@dataclass
class FilledForm:
    """A form on a page, with what stands in its fields."""

    action: str
    values: list[tuple[str, str]] = field(default_factory=list)

    def fill(self, **values: str | list[str]) -> list[tuple[str, str]]:
        """Return all that is sent where these fields hold something else."""
        kept = [(name, text) for name, text in self.values if name not in values]
        for name, texts in values.items():
            kept += [(name, text) for text in ([texts] if isinstance(texts, str) else texts)]
        return kept


class _Reader(HTMLParser):
    """Collects the forms of a page that are sent by POST, but the one that signs out."""

    def __init__(self) -> None:
        super().__init__()
        self.forms: list[FilledForm] = []
        self._form: FilledForm | None = None
        self._text: str | None = None
        self._select: str | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Take a field, with what stands in it."""
        named = {key: value or "" for key, value in attrs}
        if tag == "form" and named.get("method") == "post":
            self._form = FilledForm(named.get("action", ""))
            if not self._form.action.endswith("/leave"):
                self.forms.append(self._form)
        elif self._form is None or not named.get("name"):
            if tag == "option" and self._form and self._select and "selected" in named:
                self._form.values.append((self._select, named.get("value", "")))
        elif tag == "textarea":
            self._text = ""
            self._form.values.append((named["name"], ""))
        elif tag == "select":
            self._select = named["name"]
        elif tag == "input" and (
            named.get("type") not in {"radio", "checkbox"} or "checked" in named
        ):
            self._form.values.append((named["name"], named.get("value", "")))

    def handle_data(self, data: str) -> None:
        """Take what stands in a larger field."""
        if self._text is not None and self._form is not None:
            self._text += data
            self._form.values[-1] = (self._form.values[-1][0], self._text)

    def handle_endtag(self, tag: str) -> None:
        """Leave a field or form."""
        if tag == "textarea":
            self._text = None
        elif tag == "select":
            self._select = None
        elif tag == "form":
            self._form = None


def read_forms(page: str) -> list[FilledForm]:
    """Return the forms of a page."""
    reader = _Reader()
    reader.feed(page)
    return reader.forms


class Hand:
    """Somebody who uses the dashboard's forms without JavaScript."""

    def __init__(self, house: House, client: httpx.AsyncClient) -> None:
        self.house = house
        self.client = client

    async def open(self, path: str) -> FilledForm:
        """Open a page with one form."""
        page = await self.client.get(f"/dashboard{path}")
        assert page.status_code == 200, page.text
        (form,) = read_forms(page.text)
        return form

    async def send(self, path: str, values: list[tuple[str, str]], **kwargs: Any) -> httpx.Response:
        """Send a form to where its page was."""
        data: dict[str, list[str]] = {}
        for name, text in values:
            data.setdefault(name, []).append(text)
        return await self.client.post(f"/dashboard{path}", data=data, **kwargs)

    async def follow(self, answer: httpx.Response) -> str:
        """Return the page that an answer leads to."""
        assert answer.status_code == 303, answer.text
        page = await self.client.get(str(answer.url.join(answer.headers["location"])))
        assert page.status_code == 200
        return page.text
