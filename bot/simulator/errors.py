"""Two kinds of refusal: what Telegram's server answers, and what a person cannot do in the app."""

from typing import Any


class SimulatorError(Exception):
    """A person or a test asked for something that Telegram's own apps do not offer."""


class ApiError(Exception):
    """An answer with `ok: false`, in the server's own words."""

    def __init__(
        self, error_code: int, description: str, parameters: dict[str, Any] | None = None
    ) -> None:
        super().__init__(description)
        self.error_code = error_code
        self.description = description
        self.parameters = parameters or {}

    def as_json(self) -> dict[str, Any]:
        """Give the body of the answer."""
        body: dict[str, Any] = {
            "ok": False,
            "error_code": self.error_code,
            "description": self.description,
        }
        if self.parameters:
            body["parameters"] = self.parameters
        return body


class BadRequestError(ApiError):
    """400: the call itself is wrong."""

    def __init__(self, words: str) -> None:
        super().__init__(400, f"Bad Request: {words}")


class ForbiddenError(ApiError):
    """403: the person does not want to hear from the bot."""

    def __init__(self, words: str) -> None:
        super().__init__(403, f"Forbidden: {words}")


class TooLargeError(ApiError):
    """413: the body is larger than the server reads."""

    def __init__(self) -> None:
        super().__init__(413, "Request Entity Too Large")
