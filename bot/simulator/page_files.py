"""Serves the files of pages under a policy that lets them load nothing from elsewhere."""

import mimetypes
from pathlib import Path

from starlette.responses import Response
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

PAGE = Path(__file__).parent / "page"
POLICY = (
    "default-src 'self'; img-src 'self' data: blob:; object-src 'none'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'self'"
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-cache",
}

# Windows may take the type of .js from its registry, and browsers refuse modules of another type
mimetypes.add_type("text/javascript", ".js")


class PageFiles(StaticFiles):
    """The files of a page: the chat page, or one that stands beside it."""

    def __init__(self, directory: Path = PAGE) -> None:
        super().__init__(directory=directory, html=True)

    async def get_response(self, path: str, scope: Scope) -> Response:
        """Answer with the file and the policy."""
        response = await super().get_response(path, scope)
        response.headers.update(HEADERS)
        return response
