"""Keeps other web sites away from the page's API: it answers only its own page on this machine."""

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send

HOSTS = {"127.0.0.1", "localhost", "testserver"}
OWN_SITES = {None, "same-origin", "none"}


class SameOriginOnly:
    """Answers 403 to foreign hosts (DNS rebinding) and foreign origins (request forgery)."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, or refuse it."""
        if scope["type"] == "http":
            refusal = find_refusal(Request(scope))
            if refusal is not None:
                await refusal(scope, receive, send)
                return
        await self.app(scope, receive, send)


def find_refusal(request: Request) -> Response | None:
    """Return the answer to a request that is not from the own page, None if it is."""
    host = request.headers.get("host", "")
    origin = request.headers.get("origin")
    site = request.headers.get("sec-fetch-site")
    if host.partition(":")[0].lower() not in HOSTS:
        return _refuse(403, "The page is served to this machine only")
    if (origin is not None and origin != f"{request.url.scheme}://{host}") or site not in OWN_SITES:
        return _refuse(403, "Another site may not use this page's API")
    content_type = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if request.method == "POST" and content_type != "application/json":
        return _refuse(415, "Send JSON with content type application/json")
    return None


def _refuse(status: int, description: str) -> Response:
    return JSONResponse({"ok": False, "description": description}, status)
