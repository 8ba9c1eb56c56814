"""The API does what its description says: schemathesis asks it whatever the description allows.

It is run as a command: as a plugin of pytest it would slow down the start of every test.
"""

import asyncio
import json
import os
import re
import sys
from pathlib import Path

import pytest
from fastapi import FastAPI

from bot.config import Settings
from bot.reports.completion import DEFINITIONS, CompletionRow
from bot.web.api.gate import Gate
from bot.web.api.openapi import describe
from bot.web.api.routes import add_api
from bot.web.application import NeverCached
from bot.web.rates import RateLimit
from bot.web.server import listen, serving
from tests.conftest import FakeClock
from tests.web.api import SERVER, opening

CONFIG = Path(__file__).with_name("schemathesis.toml")
CASES = 60  # for each operation and phase
FIGURES = re.compile(r"Selected: .*|\d+ generated, \d+ passed")


@pytest.mark.timeout(400)
async def test_schemathesis_finds_nothing(
    settings: Settings, clock: FakeClock, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """With a good token, every check, and the same cases each time."""
    with opening(settings, clock) as (services, company):
        secret = services.tokens.create(company.hana.id, "schemathesis", SERVER).secret
        free = RateLimit(10**9, 10**9)
        app = FastAPI(docs_url=None, redoc_url=None, openapi_url=None, redirect_slashes=False)
        app.add_middleware(NeverCached)
        add_api(app, services, Gate(services, free, free))
        listener = listen("127.0.0.1", 0)
        url = f"http://127.0.0.1:{listener.getsockname()[1]}/api/v1"
        async with serving(app, listener):
            command = await asyncio.create_subprocess_exec(
                *(sys.executable, "-m", "schemathesis.cli", f"--config-file={CONFIG}", "run"),
                *(
                    f"{url}/openapi.json",
                    f"--url={url}",
                    f"--header=Authorization: Bearer {secret}",
                ),
                *("--checks=all", "--seed=1", f"--max-examples={CASES}", "--no-color"),
                cwd=tmp_path,
                env=os.environ | {"PYTHONWARNINGS": "ignore", "COLUMNS": "100"},
                stdout=asyncio.subprocess.PIPE,
                stderr=asyncio.subprocess.STDOUT,
            )
            out, _ = await command.communicate()
    told = out.decode()
    with capsys.disabled():
        sys.stdout.write("\nschemathesis: " + ", ".join(FIGURES.findall(told)) + "\n")

    assert command.returncode == 0, told


def test_rows_are_described_column_by_column() -> None:
    """From the one definition of the report, in its words."""
    row = describe()["components"]["schemas"]["Row"]

    assert tuple(row["properties"]) == tuple(row["required"]) == CompletionRow._fields
    assert dict(DEFINITIONS)["overdue"] in row["properties"]["overdue"]["description"]
    assert row["properties"]["completion"]["enum"] == ["not_started", "in_progress", "completed"]
    assert row["properties"]["due_at"]["type"] == ["string", "null"]
    json.dumps(describe())
