"""Answering taps on buttons."""

from bot.simulator.parameters import Params
from bot.simulator.world import World


def answer_callback_query(world: World, params: Params) -> bool:
    """Stop the spinning of a button, with or without a notice."""
    text, show_alert = params.get("text", ""), params.get("show_alert", False)
    tap = world.callbacks.answer(
        params["callback_query_id"],
        text,
        show_alert=show_alert,
        now=world.clock(),
    )
    event = {"kind": "answer", "person": tap.person_id, "callback_query_id": tap.id}
    world.changes.announce({**event, "text": text, "show_alert": show_alert})
    return True
