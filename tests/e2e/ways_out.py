"""All ways in which a firm says how far its people are: each as the same eleven counts."""

import csv
import json
import re
from dataclasses import dataclass
from datetime import datetime
from io import StringIO
from pathlib import Path
from typing import Any

import httpx
import openpyxl

from bot.reports.completion import EVIDENCE
from bot.reports.passing import name_column
from tests.e2e.firm import Firm
from tests.e2e.stage import Actor
from tests.reports.test_report_files import count_states

Counts = dict[str, int]
# What the tiles of the dashboard are called, by the names of the counts.
TILES = {
    "overdue": "overdue",
    "not started": "not_started",
    "in progress": "in_progress",
    "completed": "completed",
    "not assigned": "unassigned",
    "waived": "waived",
    "left": "left",
}
# How `/report` words each count.
WORDS = {
    "assigned": "assigned",
    "unassigned": "without an assignment",
    "waived": "waived",
    "left": "left before",
    "completed": r"of [\d,]+ completed",
    "late": "late",
    "in_progress": "in progress",
    "not_started": "not started",
    "overdue": "overdue",
    "unreachable": "unreachable",
    "erased": "personal fields? erased",
}


@dataclass(frozen=True)
class Written:
    """A report as JSON."""

    summary: Counts
    rows: list[dict[str, Any]]
    sha256: str

    @property
    def evidence(self) -> list[tuple[Any, ...]]:
        """The columns that stay the same for ever."""
        return [tuple(row[name] for name in EVIDENCE) for row in self.rows]


async def ask_in_chat(hana: Actor) -> Counts:
    """Ask with `/report`."""
    await hana.says("/report")
    text = next(message["text"] for message in reversed(hana.heard) if "text" in message)
    found = {name: re.search(rf"([\d,]+) {words}\b", text) for name, words in WORDS.items()}
    return {name: int(one[1].replace(",", "")) if one else 0 for name, one in found.items()}


async def write_files(firm: Firm, as_of: datetime) -> tuple[dict[str, Counts], Written]:
    """Write the report with the command, in each of its forms."""
    for form in ("csv", "json", "xlsx", "html"):
        await firm.run("report", "completion", "--as-of", as_of.isoformat(), "-o", f"report.{form}")
    counts = {
        "csv": _read_rows(Path("report.csv")),
        "xlsx": _read_workbook(Path("report.xlsx")),
        "html": _read_page(Path("report.html")),
    }
    written = await write_json(firm, as_of)
    return {**counts, "json": written.summary}, written


async def write_json(firm: Firm, as_of: datetime) -> Written:
    """Write the report as JSON."""
    said = await firm.run("report", "completion", "--as-of", as_of.isoformat(), "-o", "report.json")
    written = _read_json(Path("report.json"))
    assert written.sha256 in said
    return written


async def look_at_dashboard(firm: Firm, hana: Actor) -> dict[str, Counts]:
    """Open the dashboard by a link from the chat; count on the page, and in its download."""
    await hana.says("/dashboard")
    _, (browser_button,), *_ = hana.last["reply_markup"]["inline_keyboard"]
    link = httpx.URL(browser_button["url"])
    async with firm.browse() as browser:
        await browser.post("/dashboard/enter", data={"code": link.params["code"]})
        page = (await browser.get("/dashboard")).text
        rows = (await browser.get("/dashboard/completion.csv")).text
    tiles = {
        label: int(number.replace(",", ""))
        for number, label in re.findall(r"<b>([\d,]+)</b> <span>([\w ]+)</span>", page)
    }
    shown = {TILES[label]: number for label, number in tiles.items() if label in TILES}
    shown["assigned"] = tiles["in all"] - shown.get("unassigned", 0)
    return {
        "page": shown,
        "download": count_states(list(csv.DictReader(StringIO(rows.lstrip("\ufeff"))))),
    }


async def ask_api(firm: Firm) -> dict[str, Counts]:
    """Read the report as an HR system does, page by page, with a token from the command line."""
    said = await firm.run("token", "create", "payroll", "--for", "Hana")
    secret = said.partition("again:\n")[2].split("\n")[0]
    rows: list[dict[str, Any]] = []
    async with firm.browse() as system:
        system.headers["authorization"] = f"Bearer {secret}"
        url = "/api/v1/completions?limit=300"
        while url:
            page = (await system.get(url)).raise_for_status().json()
            rows += page["rows"]
            url = page["next"]
    return {"api": count_states([_to_text(row) for row in rows])}


def _to_text(row: dict[str, Any]) -> dict[str, str]:
    words = {True: "true", False: "false", None: ""}
    return {
        name: words[value] if value is None or isinstance(value, bool) else str(value)
        for name, value in row.items()
    }


def _read_json(path: Path) -> Written:
    told = json.loads(path.read_text(encoding="utf-8"))
    return Written(told["summary"], told["data"], told["sha256"])


def _read_rows(path: Path) -> Counts:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return count_states(list(csv.DictReader(file)))


def _read_workbook(path: Path) -> Counts:
    book = openpyxl.load_workbook(path)
    head, total = book["Summary"].iter_rows(min_row=4, max_row=5, values_only=True)
    book.close()
    names = {name_column(name): name for name in WORDS}
    cells = zip(head, total, strict=True)
    return {names[str(title)]: int(str(cell)) for title, cell in cells if title in names}


def _read_page(path: Path) -> Counts:
    text = path.read_text(encoding="utf-8")
    tiles = re.findall(r'data-count="(\w+)"><b>([\d,]+)</b>', text)
    return {name: int(number.replace(",", "")) for name, number in tiles}
