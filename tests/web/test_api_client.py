"""The client in docs/api.md keeps a copy that is the report, run after run."""

import asyncio
import json
import re
import sys
from pathlib import Path

from bot.config import Settings
from bot.reports.tabular import flatten
from bot.web.application import create_web
from bot.web.server import listen, serving
from tests.conftest import FakeClock
from tests.reports.company import Company
from tests.web.api import SERVER, opening

PAPER = Path(__file__).parents[2] / "docs" / "api.md"


def list_values(company: Company) -> list[list[object]]:
    """Return the report's rows as JSON has them, by person."""
    rows = sorted(company.report().rows, key=lambda row: row.person_id)
    return [[flatten(value) for value in row] for row in rows]


async def test_client_of_the_paper_keeps_a_copy(
    settings: Settings, clock: FakeClock, tmp_path: Path
) -> None:
    """As it stands there, over a real port; it follows pages and takes up where it was."""
    [code] = re.findall(r"```python\n(.*?)```", PAPER.read_text(encoding="utf-8"), re.DOTALL)
    (tmp_path / "client.py").write_text(code.replace("completions?", "completions?limit=3&"))
    with opening(settings, clock, public_url=None) as (services, company):
        secret = services.tokens.create(company.hana.id, "copy", SERVER).secret
        listener = listen("127.0.0.1", 0)
        api = f"http://127.0.0.1:{listener.getsockname()[1]}/api/v1"
        async with serving(create_web(services, lambda _: None), listener):
            for _ in range(3):
                client = await asyncio.create_subprocess_exec(
                    *(sys.executable, "client.py"),
                    cwd=tmp_path,
                    env={"HR_API": api, "HR_TOKEN": secret, "no_proxy": "*"},
                )
                assert await client.wait() == 0
                copy = json.loads((tmp_path / "training.json").read_text())
                rows = [row for _, rows in sorted(copy["people"].items()) for row in rows]
                assert [list(row.values()) for row in rows] == list_values(company)
                clock.advance(days=3)
                company.school.do_lesson(company.kim, "one")
                company.apply("2,terminated,Ben,Berg,Sales,3\n")
