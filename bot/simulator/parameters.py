"""Turns what a request carries into the values a method takes, or says what is wrong with it.

Stricter than Telegram: the real server ignores parameters it does not know, and takes "abc" for
0. Here both are errors, because in development a misspelt name should be heard at once.
"""

import json
import logging
from collections.abc import Collection
from typing import Any

from bot.simulator.errors import BadRequestError
from bot.simulator.files import Upload
from bot.simulator.signatures import FIELDS, MISSING, SIGNATURES, Kind, Parameter

logger = logging.getLogger("bot.simulator")

TRUE, FALSE = {"true", "1", "yes"}, {"false", "0", "no"}
PARSE_MODES = {"html", "markdown", "markdownv2"}

Params = dict[str, Any]


def read(method: str, raw: Params) -> Params:
    """Check and convert the parameters of one call."""
    signature = SIGNATURES[method]
    raw = _attach_files(raw, signature.keys())
    for name in raw:
        if name not in signature:
            logger.warning("%s was called with the unknown parameter %r", method, name)
            raise BadRequestError(f'unknown parameter "{name}" of {method}')
    params: Params = {}
    for name, parameter in signature.items():
        given = raw.get(name)
        value = None if given is None else _convert(method, name, parameter, given)
        if value is not None:
            params[name] = value
        elif parameter.is_required:
            words = MISSING.get(name, f'parameter "{name}" of {method} is required')
            raise BadRequestError(words)
    _check_parse_mode(params.pop("parse_mode", ""))
    return params


def _attach_files(raw: Params, known: Collection[str]) -> Params:
    """Put uploads where `attach://NAME` refers to them."""
    params = dict(raw)
    for name, value in raw.items():
        if isinstance(value, str) and value.startswith("attach://") and name in known:
            attached = raw.get(value.removeprefix("attach://"))
            if not isinstance(attached, Upload):
                raise BadRequestError(f"there is no file attached as {value}")
            params[name] = attached
            params.pop(value.removeprefix("attach://"), None)
    return params


def _convert(method: str, name: str, parameter: Parameter, value: Any) -> Any:
    """Convert one value that was given."""
    converted = CONVERTERS[parameter.kind](value)
    if converted is None:
        raise BadRequestError(
            f'parameter "{name}" of {method} must be of type {parameter.kind}',
        )
    if parameter.is_refused and converted not in (False, "", 0):
        raise BadRequestError(f'the simulator does not support "{name}" of {method}')
    if name in FIELDS and isinstance(converted, dict):
        _check_fields(name, converted)
    return converted


def _check_fields(name: str, value: dict[str, Any]) -> None:
    for field in value:
        if field not in FIELDS[name]:
            raise BadRequestError(f'the simulator does not support field "{field}" of "{name}"')


def _integer(value: Any) -> int | None:
    if isinstance(value, str):
        try:
            return int(value)
        except ValueError:
            return None
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def _string(value: Any) -> str | None:
    if not isinstance(value, str):
        return None
    _check_unicode(value)
    return value


def _check_unicode(text: str) -> None:
    """Refuse halves of surrogate pairs, which JSON can smuggle in."""
    try:
        text.encode()
    except UnicodeEncodeError as error:
        raise BadRequestError("strings must be encoded in UTF-8") from error


def _boolean(value: Any) -> bool | None:
    if isinstance(value, str) and value.lower() in TRUE | FALSE:
        return value.lower() in TRUE
    return value if isinstance(value, bool) else None


def _chat(value: Any) -> int | str | None:
    if value == "":
        raise BadRequestError(MISSING["chat_id"])
    number = _integer(value)
    return number if number is not None else _string(value)


def _array(value: Any) -> list[Any] | None:
    value = _from_json(value)
    return value if isinstance(value, list) else None


def _object(value: Any) -> dict[str, Any] | None:
    value = _from_json(value)
    return value if isinstance(value, dict) else None


def _file(value: Any) -> Upload | str | None:
    return value if isinstance(value, Upload) else _string(value)


def _from_json(value: Any) -> Any:
    if isinstance(value, str):
        _check_unicode(value)
        is_clean = "\\u" not in value  # then no escape can bring in half a surrogate pair
        try:
            value = json.loads(value)
        except (ValueError, RecursionError):
            return None
        if is_clean:
            return value
    _check_unicode(json.dumps(value, ensure_ascii=False, default=str))
    return value


def _check_parse_mode(mode: str) -> None:
    """Refuse markup in texts: a bot that sends entities needs no parser here."""
    if not mode:
        return
    if mode.lower() not in PARSE_MODES:
        raise BadRequestError("unsupported parse_mode")
    raise BadRequestError(f"the simulator does not parse {mode}: send entities, not parse_mode")


CONVERTERS = {
    Kind.INTEGER: _integer,
    Kind.STRING: _string,
    Kind.BOOLEAN: _boolean,
    Kind.CHAT: _chat,
    Kind.ARRAY: _array,
    Kind.OBJECT: _object,
    Kind.FILE: _file,
}
