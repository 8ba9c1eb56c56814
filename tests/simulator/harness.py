"""What the simulator's tests share: a clock, a caller of methods, keyboards."""

from typing import Any

import httpx

from bot.simulator import Simulator

TOKEN = "12345:TEST-token_of_no_bot"


class Clock:
    """A clock that tests move by hand."""

    def __init__(self) -> None:
        self.time = 1_795_000_000.0

    def __call__(self) -> float:
        """Tell the time."""
        return self.time

    def advance(self, seconds: float) -> None:
        """Let time pass."""
        self.time += seconds


class Api:
    """Calls methods as a bot does, and gives status and answer."""

    def __init__(self, client: httpx.AsyncClient, simulator: Simulator, chat_id: int) -> None:
        self.client = client
        self.simulator = simulator
        self.chat_id = chat_id

    async def post(self, method: str, **request: Any) -> httpx.Response:
        """Post a request as it is; returns the response."""
        headers = {"content-type": "application/json"} if "content" in request else None
        return await self.client.post(f"/bot{TOKEN}/{method}", headers=headers, **request)

    async def call(self, method: str, **params: Any) -> Any:
        """Call a method that must work; returns its result."""
        response = await self.post(method, json=params)
        body = response.json()
        assert body["ok"], body
        return body["result"]

    async def refused(self, method: str, **params: Any) -> tuple[int, str]:
        """Call a method that must fail; returns its code and words."""
        response = await self.post(method, json=params)
        body = response.json()
        assert body["ok"] is False, body
        assert response.status_code == body["error_code"]
        return body["error_code"], body["description"]

    async def send(self, text: str = "Hello", **params: Any) -> Any:
        """Send a text to the learner."""
        return await self.call("sendMessage", chat_id=self.chat_id, text=text, **params)

    async def send_refused(self, text: str = "Hello", **params: Any) -> str:
        """Send a text that Telegram refuses with 400; returns its words."""
        code, words = await self.refused("sendMessage", chat_id=self.chat_id, text=text, **params)
        assert code == 400
        return words


def keyboard(*rows: list[tuple[str, str]]) -> dict[str, Any]:
    """Make an inline keyboard of (text, callback data) pairs."""
    buttons = [[{"text": text, "callback_data": data} for text, data in row] for row in rows]
    return {"inline_keyboard": buttons}
