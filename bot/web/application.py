"""The web application: every route the bot answers, on one screen."""

from collections.abc import Callable, Iterable

from fastapi import FastAPI
from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from bot.bundle import Services
from bot.services.inbox import StoredUpdate
from bot.web.api.routes import add_api
from bot.web.dashboard.routes import add_dashboard
from bot.web.health import Health
from bot.web.verify import VerifyPage
from bot.web.webhook import Webhook

HEALTH_PATH = "/healthz"
VERIFY_PATH = "/verify"
WEBHOOK_PATH = "/telegram/webhook"  # without the token: paths end up in logs of proxies


def create_web(
    services: Services,
    take: Callable[[Iterable[StoredUpdate]], None],
    webhook_secret: str | None = None,
) -> FastAPI:
    """Build the application; with a secret it stores updates and gives them to `take`."""
    app = FastAPI(docs_url=None, redoc_url=None, openapi_url=None, redirect_slashes=False)
    app.add_middleware(NeverCached)
    health = Health(services, is_webhook=webhook_secret is not None)
    app.add_api_route(HEALTH_PATH, health.show, methods=["GET", "HEAD"])
    add_dashboard(app, services)
    add_api(app, services)
    if webhook_secret is not None:
        webhook = Webhook(services, take, webhook_secret)
        app.add_api_route(WEBHOOK_PATH, webhook.receive, methods=["POST"])
        # What Telegram reaches is public, and only that.
        page = VerifyPage(services)
        app.add_api_route(VERIFY_PATH, page.show, methods=["GET", "HEAD"])
    return app


class NeverCached:
    """Forbids caches to keep an answer, unless the route has said what they may do."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""

        async def send_uncached(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message).setdefault("cache-control", "no-store")
            await send(message)

        await self._app(scope, receive, send_uncached)
