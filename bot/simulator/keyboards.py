"""Reply markups: keyboards under a message and in place of the person's own."""

from typing import Any

from bot.simulator import links
from bot.simulator.errors import BadRequestError

Markup = dict[str, Any]

MAX_BUTTONS = 100
MAX_IN_ROW = 8
MAX_DATA = 64
MAX_COPY_TEXT = 256
STYLES = ("danger", "success", "primary")
ACTIONS = (
    "callback_data",
    "url",
    "web_app",
    "switch_inline_query",
    "switch_inline_query_current_chat",
    "switch_inline_query_chosen_chat",
    "copy_text",
)
NOT_SIMULATED = ("login_url", "callback_game", "pay")
LOOKS = ("text", "icon_custom_emoji_id", "style")
INLINE_FIELDS = {*LOOKS, *ACTIONS, *NOT_SIMULATED}
OTHER_MARKUPS = {
    "keyboard": {
        "keyboard",
        "is_persistent",
        "resize_keyboard",
        "one_time_keyboard",
        "input_field_placeholder",
        "selective",
    },
    "remove_keyboard": {"remove_keyboard", "selective"},
    "force_reply": {"force_reply", "input_field_placeholder", "selective"},
}


def read_inline(markup: Markup | None) -> Markup | None:
    """Check an inline keyboard; None when it has no buttons."""
    if not markup:
        return None
    if "inline_keyboard" not in markup:
        raise BadRequestError("inline keyboard expected")
    _check_fields(markup, {"inline_keyboard"}, "InlineKeyboardMarkup")
    rows = _rows(markup["inline_keyboard"], "inline keyboard")
    if sum(len(row) for row in rows) > MAX_BUTTONS:
        raise BadRequestError("reply markup is too long")
    buttons = [[_read_button(button) for button in row] for row in rows if row]
    return {"inline_keyboard": buttons} if buttons else None


def read_markup(markup: Markup | None) -> tuple[Markup | None, Markup | None]:
    """Check any reply markup; give the inline keyboard and the other kind apart."""
    if not markup or "inline_keyboard" in markup:
        return read_inline(markup), None
    for kind, fields in OTHER_MARKUPS.items():
        if kind in markup:
            _check_fields(markup, fields, kind)
            if kind == "keyboard":
                _check_reply_keyboard(markup)
            elif markup[kind] is not True:
                raise BadRequestError(f'field "{kind}" of the reply markup must be True')
            return None, markup
    raise BadRequestError("object expected as reply markup")


def find_button(markup: Markup | None, callback_data: str) -> Markup | None:
    """Return the button that sends this callback data, if the keyboard has one."""
    for row in (markup or {}).get("inline_keyboard", []):
        for button in row:
            if button.get("callback_data") == callback_data:
                return dict(button)
    return None


def _rows(value: Any, what: str) -> list[list[Any]]:
    if not isinstance(value, list):
        raise BadRequestError(f"can't parse {what}: expected an Array of Arrays of buttons")
    for row in value:
        if not isinstance(row, list):
            raise BadRequestError(f"can't parse {what}: row must be of type Array")
        if len(row) > MAX_IN_ROW:
            raise BadRequestError(f"{what} has a row of {len(row)} buttons; at most 8 fit")
    return value


def _check_fields(value: Markup, known: set[str], what: str) -> None:
    for name in value:
        if name not in known:
            raise BadRequestError(f'unknown field "{name}" of {what}')


def _read_button(button: Any) -> Markup:
    """Check one inline button: a text and exactly one thing that it does."""
    if not isinstance(button, dict):
        raise BadRequestError("can't parse inline keyboard button: expected an object")
    _check_fields(button, INLINE_FIELDS, "InlineKeyboardButton")
    _check_text(button, "inline keyboard button")
    for name in NOT_SIMULATED:
        if name in button:
            raise BadRequestError(f'the simulator has no buttons with "{name}"')
    if button.get("style", "primary") not in STYLES:
        raise BadRequestError("BUTTON_STYLE_INVALID")
    actions = [name for name in ACTIONS if button.get(name) is not None]
    if len(actions) > 1:
        raise BadRequestError(
            "can't parse inline keyboard button: exactly one of the optional fields must be used, "
            f"not {' and '.join(actions)}",
        )
    if not actions or button.get("callback_data") == "" or button.get("url") == "":
        raise BadRequestError(
            "can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard",
        )
    _check_action(actions[0], button[actions[0]])
    return dict(button)


def _check_text(button: Markup, what: str) -> None:
    text = button.get("text")
    if text is None:
        raise BadRequestError(f"can't parse {what}: Can't find field \"text\"")
    if not isinstance(text, str):
        raise BadRequestError(f'can\'t parse {what}: Field "text" must be of type String')
    if not text.strip():
        raise BadRequestError(f"{what} text must be non-empty")


def _check_action(name: str, value: Any) -> None:
    """Check what a button does when it is tapped."""
    if name in {"callback_data", "url"} and not isinstance(value, str):
        raise BadRequestError(
            f'can\'t parse inline keyboard button: Field "{name}" must be of type String',
        )
    if name == "callback_data" and len(value.encode()) > MAX_DATA:
        raise BadRequestError("BUTTON_DATA_INVALID")
    if name == "url":
        problem = links.find_problem(value)
        if problem:
            raise BadRequestError(f"inline keyboard button URL '{value}' is invalid: {problem}")
    if name == "web_app":
        url = value.get("url", "") if isinstance(value, dict) else ""
        if not url.startswith("https://"):
            raise BadRequestError(
                f"inline keyboard button web app URL '{url}' is invalid: "
                "Only HTTPS links are allowed",
            )
    if name == "copy_text":
        text = value.get("text", "") if isinstance(value, dict) else ""
        if not 1 <= len(text) <= MAX_COPY_TEXT:
            raise BadRequestError("BUTTON_COPY_TEXT_INVALID")


def _check_reply_keyboard(markup: Markup) -> None:
    """Check a keyboard that replaces the person's own; only plain text buttons are simulated."""
    for row in _rows(markup["keyboard"], "keyboard"):
        for button in row:
            if isinstance(button, str):
                continue
            if not isinstance(button, dict):
                raise BadRequestError("can't parse keyboard button: expected an object")
            _check_fields(button, set(LOOKS), "a simulated KeyboardButton")
            _check_text(button, "keyboard button")
