"""Which links Telegram accepts in texts and on buttons."""

import re
from urllib.parse import urlsplit

WITH_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")
WEB = ("http", "https")
IN_APP = ("tg", "ton")


def find_problem(url: str) -> str | None:
    """Say in the server's words why a link is refused; None when it is fine."""
    parts = _split(url)
    if parts is None:
        return "Wrong HTTP URL"
    scheme, host = parts
    if scheme in IN_APP:
        return None if host else "URL host is empty"
    if scheme not in WEB:
        return "Unsupported URL protocol"
    if not host:
        return "URL host is empty"
    is_public = "." in host.strip(".") or ":" in host
    return None if is_public and not re.search(r"\s", url) else "Wrong HTTP URL"


def _split(url: str) -> tuple[str, str] | None:
    """Take a link apart; one without a scheme counts as http, as on the server."""
    has_port_only = re.match(r"[^/:]+:\d+(/|$)", url)
    full = url if WITH_SCHEME.match(url) and not has_port_only else f"http://{url}"
    try:
        parts = urlsplit(full)
        return parts.scheme.lower(), parts.hostname or ""
    except ValueError:
        return None
