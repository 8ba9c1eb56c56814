"""Setting, removing and looking at the webhook."""

from typing import Any

from bot.simulator.parameters import Params
from bot.simulator.updates import WEBHOOK_COMES
from bot.simulator.webhooks import DEFAULT_CONNECTIONS, read_webhook
from bot.simulator.world import World


def set_webhook(world: World, params: Params) -> bool:
    """Let updates be posted to an address; an empty one removes the webhook."""
    if not params["url"]:
        world.updates.allow(params.get("allowed_updates"))
        return delete_webhook(world, params)
    webhook = read_webhook(
        params["url"],
        params.get("secret_token", ""),
        params.get("max_connections", DEFAULT_CONNECTIONS),
    )
    world.updates.allow(params.get("allowed_updates"))
    if params.get("drop_pending_updates"):
        world.updates.clear()
    if not webhook.is_same(world.webhook):
        world.webhook = webhook
        world.updates.end_poll(WEBHOOK_COMES)
    world.updates.arrivals.announce()
    return True


def delete_webhook(world: World, params: Params) -> bool:
    """Return to getUpdates."""
    if params.get("drop_pending_updates"):
        world.updates.clear()
    world.webhook = None
    world.updates.arrivals.announce()
    return True


def get_webhook_info(world: World, _params: Params) -> dict[str, Any]:
    """Report where updates go, how many wait, and the last delivery that failed."""
    webhook = world.webhook
    info: dict[str, Any] = {
        "url": webhook.url if webhook else "",
        "has_custom_certificate": False,
        "pending_update_count": len(world.updates.pending()),
    }
    if webhook:
        info["max_connections"] = webhook.max_connections
        if webhook.last_error_date:
            info["last_error_date"] = webhook.last_error_date
            info["last_error_message"] = webhook.last_error_message
    if world.updates.allowed:
        info["allowed_updates"] = list(world.updates.allowed)
    return info
