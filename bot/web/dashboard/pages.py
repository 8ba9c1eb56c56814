"""Pages from templates, with the headers that each of them has."""

import re
from datetime import UTC, date, datetime
from http import HTTPStatus
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from fastapi import Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markdown_it import MarkdownIt
from markupsafe import Markup

from bot.learning.phrases import short_date, short_moment
from bot.learning.signin import SESSION_LIFE, Viewer, Way

HOME = "dashboard"
FOLDER = Path(__file__).parent
STATIC = {"style.css": "text/css", "app.js": "text/javascript", "forms.js": "text/javascript"}
TELEGRAM = "https://web.telegram.org"  # which shows Mini Apps in a frame
WISH = re.compile(r"(/[a-z0-9_]+)+")  # a path of ours below the dashboard, and nothing else
WISH_LIFE = 900  # seconds, as long as a link lives
OWN_SITES = {"same-origin", "none", None}  # None: an old browser, or no browser

_MARKDOWN = MarkdownIt("commonmark", {"html": False}).enable(["table", "strikethrough"])


class Pages:
    """Draws pages. Links are relative, so that a proxy may put the bot below any path."""

    def __init__(
        self, organisation: str, zone: ZoneInfo, *, is_public: bool, is_demo: bool = False
    ) -> None:
        self._is_public = is_public
        self._zone = zone
        self._templates = Environment(
            loader=FileSystemLoader(FOLDER / "templates"),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self._templates.globals["organisation"] = organisation
        self._templates.globals["is_demo"] = is_demo
        self._templates.filters["day"] = self._word_day
        self._templates.filters["moment"] = _word_moment
        self._templates.filters["number"] = "{:,}".format
        self._templates.filters["plain"] = _strip_marks
        self._templates.filters["markdown"] = _render
        self._templates.filters["first_line"] = lambda text: _strip_marks(text).split("\n")[0]
        self._cookie = "__Host-dashboard" if is_public else "dashboard"
        self._wish = f"{self._cookie}-wish"

    def show(
        self,
        request: Request,
        template: str,
        status: HTTPStatus = HTTPStatus.OK,
        *,
        viewer: Viewer | None = None,
        is_app: bool = False,
        **values: Any,
    ) -> HTMLResponse:
        """Answer with a page."""
        body = self._templates.get_template(template).render(
            base=find_base(request),
            here=request.url.path.rpartition(f"/{HOME}")[2],
            viewer=viewer,
            is_app=is_app,
            **values,
        )
        is_framed = is_app or (viewer is not None and viewer.way is Way.APP)
        return HTMLResponse(body, status, make_headers(is_framed=is_framed))

    def draw(self, template: str, **values: Any) -> Markup:
        """Return a part of a page."""
        return Markup(self._templates.get_template(template).render(**values))  # noqa: S704 - drawn by a template, which escapes

    def read_token(self, request: Request) -> str:
        """Return the token of the browser's session; empty where there is none."""
        return request.cookies.get(self._cookie, "")

    def keep_wish(self, request: Request, answer: Response) -> None:
        """Remember for who has to sign in anew which page they wanted, or had the form of."""
        path = request.url.path.partition(f"/{HOME}")[2]
        if WISH.fullmatch(path):
            self._set_cookie(answer, path, WISH_LIFE, Way.LINK, self._wish)

    def let_in(self, request: Request, token: str, way: Way) -> Response:
        """Lead to the page that was wanted, or to the overview, signed in."""
        wish = request.cookies.get(self._wish, "")
        answer = lead(request, way, wish if WISH.fullmatch(wish) else "")
        if wish:
            self._set_cookie(answer, "", 0, Way.LINK, self._wish)
        self._set_cookie(answer, token, int(SESSION_LIFE.total_seconds()), way)
        return answer

    def let_out(self, answer: Response, way: Way) -> None:
        """Forget the token."""
        self._set_cookie(answer, "", 0, way)

    def _set_cookie(
        self, answer: Response, token: str, seconds: int, way: Way, name: str = ""
    ) -> None:
        # Telegram's web client shows a Mini App in a frame, where only such a cookie is kept; each
        # POST is checked by its token besides.
        is_framed = way is Way.APP and self._is_public
        site = "SameSite=None; Partitioned" if is_framed else "SameSite=Lax"
        secure = "; Secure" if self._is_public else ""
        answer.headers.append(
            "set-cookie",
            f"{name or self._cookie}={token}; Path=/; Max-Age={seconds}; HttpOnly; {site}{secure}",
        )

    def _word_day(self, day: date | None) -> str:
        """Name a day, or the company's day of a moment."""
        if isinstance(day, datetime):
            day = day.astimezone(self._zone)
        return "–" if day is None else short_date(day)


def make_headers(*, is_framed: bool = False) -> dict[str, str]:
    """Return what browsers may do with a page."""
    return {
        "content-security-policy": "default-src 'none'; style-src 'self'; script-src 'self'; "
        "form-action 'self'; base-uri 'none'; "
        f"frame-ancestors {TELEGRAM if is_framed else chr(39) + 'none' + chr(39)}",
        "referrer-policy": "same-origin",
        "x-content-type-options": "nosniff",
        "x-robots-tag": "noindex, nofollow",
        "cross-origin-opener-policy": "same-origin",
        "permissions-policy": "camera=(), geolocation=(), microphone=()",
    }


def find_base(request: Request) -> str:
    """Return where the dashboard is, seen from the page that is asked for."""
    return "../" * (request.url.path.count("/") - 1) + HOME


def lead(request: Request, way: Way, path: str = "") -> Response:
    """Lead to the overview, or another page."""
    headers = make_headers(is_framed=way is Way.APP)
    return RedirectResponse(find_base(request) + path, HTTPStatus.SEE_OTHER, headers)


def is_own(request: Request) -> bool:
    """Tell whether a POST comes from a page of ours."""
    return request.headers.get("sec-fetch-site") in OWN_SITES


def serve_static(name: str) -> Any:
    """Return a route that serves one of our files."""
    body = (FOLDER / "static" / name).read_bytes()

    async def show() -> Response:
        headers = make_headers() | {"cache-control": "public, max-age=300"}
        return Response(body, media_type=STATIC[name], headers=headers)

    return show


def _render(text: str) -> Markup:
    """Return Markdown as HTML; HTML inside it stays text."""
    return Markup(_MARKDOWN.render(text))  # noqa: S704 - the parser escapes


def _strip_marks(text: str) -> str:
    """Return Markdown as it reads without the marks of emphasis."""
    return text.strip().replace("**", "").replace("`", "")


def _word_moment(moment: datetime | None) -> str:
    return "–" if moment is None else f"{short_moment(moment.astimezone(UTC))} UTC"
