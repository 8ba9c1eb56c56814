"""Where updates are sent when the bot has set a webhook, and what came of it."""

import re
from dataclasses import dataclass
from urllib.parse import urlsplit

from bot.simulator.errors import BadRequestError

DEFAULT_CONNECTIONS = 40
MAX_CONNECTIONS = 100
MAX_SECRET = 256
SECRET = re.compile(r"[A-Za-z0-9_-]*")
PORTS = (443, 80, 88, 8443)
LOOPBACK = ("localhost", "127.0.0.1", "::1")


@dataclass(eq=False, slots=True)
class Webhook:
    """One webhook as it was set; the last failed delivery is remembered until another is set."""

    url: str
    secret_token: str = ""
    max_connections: int = DEFAULT_CONNECTIONS
    last_error_date: int | None = None
    last_error_message: str | None = None

    def is_same(self, other: "Webhook | None") -> bool:
        """Tell whether setting the other one would change nothing."""
        return other is not None and (self.url, self.secret_token, self.max_connections) == (
            other.url,
            other.secret_token,
            other.max_connections,
        )


def read_webhook(url: str, secret_token: str, max_connections: int) -> Webhook:
    """Check what a bot wants to set."""
    _check_url(url)
    if len(secret_token) > MAX_SECRET:
        raise BadRequestError("secret token is too long")
    if not SECRET.fullmatch(secret_token):
        raise BadRequestError("secret token contains unallowed characters")
    if not 1 <= max_connections <= MAX_CONNECTIONS:
        raise BadRequestError(f"max_connections must be between 1 and {MAX_CONNECTIONS}")
    return Webhook(url, secret_token, max_connections)


def _check_url(url: str) -> None:
    """Refuse what is not HTTPS on one of Telegram's ports.

    A loopback host may be http, on any port: tests and demos deliver within this machine, where
    there is no certificate and no wire on which the secret could be read. Telegram's own server
    makes the same exception when it runs with `--local`.
    """
    try:
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        raise BadRequestError("bad webhook: URL is invalid") from None
    if host in LOOPBACK and parts.scheme in {"http", "https"}:
        return
    if parts.scheme != "https":
        raise BadRequestError("bad webhook: An HTTPS URL must be provided for webhook")
    if not host:
        raise BadRequestError("bad webhook: URL host is empty")
    if port is not None and port not in PORTS:
        raise BadRequestError(
            "bad webhook: Webhook can be set up only on ports 80, 88, 443 or 8443"
        )
