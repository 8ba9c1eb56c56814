"""Measures the dashboard's pages against a bare "hello" route of the same server.

A hundred thousand employees with three occurrences each, and five million answers. The real
server runs in a process of its own; one client that keeps its connection asks all pages in turn,
round after round, so that whatever else the machine does meets them alike. The pages are those of
somebody in HR, and of a manager; each look at them is written to the access log, as it always is.
The last rounds are asked while everything is counted anew.

    python -m bench.dashboard [--employees 100000] [--answers 5000000] [--rounds 300]
"""

import argparse
import asyncio
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from functools import partial
from http import HTTPStatus
from itertools import count
from pathlib import Path
from time import perf_counter, sleep
from typing import Any, Final

import httpx
from fastapi import FastAPI
from fastapi.responses import PlainTextResponse

from bench.alone import read_peak
from bench.processes import ROOT, TOKEN, Process
from bench.report import seed
from bench.result import BenchBroken, Goal, Result, print_table
from bench.run import find_quantile
from bot.bootstrap import open_database, open_services, read_clock
from bot.bundle import Services
from bot.config import Settings
from bot.learning.people import Member, Role
from bot.services.signin import SignIn
from bot.web.application import create_web
from bot.web.server import listen, serving

MOST_TIMES: Final = 20.0
HR, MANAGER = 2, 3  # the persons who look
TEAM: Final = 300  # people of the manager
FRESH: Final = 50  # rounds right after the count, in which nothing has been drawn yet
PATIENCE: Final = 600.0  # seconds for the first count
COOKIE: Final = "dashboard"
HELLO, FIRST = "hello", "first page"


@dataclass(frozen=True)
class Asked:
    """A page: whose session it is asked with, and its address in each round."""

    cookie: str
    paths: Iterator[str]


def main() -> int:
    """Seed, measure, and compare."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--employees", type=int, default=100_000)
    parser.add_argument("--answers", type=int, default=5_000_000)
    parser.add_argument("--rounds", type=int, default=300)
    parser.add_argument("--serve", type=Path, metavar="DATABASE", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.serve:
        asyncio.run(serve(options.serve))
        return 0
    with tempfile.TemporaryDirectory() as folder:
        path, start = Path(folder) / "bot.db", perf_counter()
        seed(path, options.employees, options.answers)
        print(f"seeded in {perf_counter() - start:.1f} s\n", flush=True)
        report(run(path, options.rounds), options.employees, options.answers)
    return 0


async def serve(path: Path) -> None:
    """Serve the bot's web application with two routes more, and say at which port."""
    settings = Settings(_env_file=None, database=path)
    with ExitStack() as stack:
        database = stack.enter_context(open_database(path))
        services = stack.enter_context(open_services(settings, database, TOKEN))
        app = create_web(services, lambda _: None)
        add_routes(app, services)
        listener = stack.enter_context(listen("127.0.0.1", 0))
        async with serving(app, listener):
            print(listener.getsockname()[1], flush=True)
            await asyncio.Event().wait()


def add_routes(app: FastAPI, services: Services) -> None:
    """Add what the pages are compared with, and a way to have everything counted anew."""

    async def hello() -> PlainTextResponse:
        return PlainTextResponse("hello")

    async def recount() -> PlainTextResponse:
        services.boards.recount()
        return PlainTextResponse("")

    async def tell() -> dict[str, Any]:
        return {"peak_mb": read_peak(), "is_counting": services.boards.is_counting}

    app.add_api_route("/hello", hello, methods=["GET"])
    app.add_api_route("/recount", recount, methods=["GET"])
    app.add_api_route("/tell", tell, methods=["GET"])


def run(path: Path, rounds: int) -> dict[str, Any]:
    """Start the server and ask; return the sorted seconds of each page, and what else was seen."""
    cookies = let_in(path)
    with start(path) as port, httpx.Client(base_url=f"http://127.0.0.1:{port}") as client:
        before = client.get("/tell").json()["peak_mb"]
        counted = wait_for_count(client, cookies[HR])
        after = client.get("/tell").json()["peak_mb"]
        pages = list_pages(cookies)
        fresh = ask(client, pages, FRESH)
        found = ask(client, pages, rounds)
        client.get("/recount")
        meanwhile: dict[str, list[float]] = {}
        while client.get("/tell").json()["is_counting"]:
            for name, waits in ask(client, pages, 1).items():
                meanwhile.setdefault(name, []).extend(waits)
        peak = client.get("/tell").json()["peak_mb"]
    return {
        "counted_s": round(counted, 1),
        "memory_mb": {"idle": before, "counted": after, "counted_anew": peak},
        "fresh": fresh,
        "pages": found,
        "meanwhile": {name: sorted(waits) for name, waits in meanwhile.items()},
    }


def let_in(path: Path) -> dict[int, str]:
    """Make one person HR and another one a manager of some; return the cookies of both."""
    with open_database(path) as database:
        with database.recording() as plain:
            for person_id, role in ((HR, Role.HR), (MANAGER, Role.MANAGER)):
                plain.run("UPDATE person SET role = ? WHERE id = ?", role.value, person_id)
            plain.run(
                "UPDATE employee SET manager_id = ? WHERE person_id BETWEEN 100 AND ?",
                str(MANAGER),
                99 + TEAM,
            )
        signin = SignIn(database, read_clock)
        leaders: Mapping[int, Member] = {one.id: one for one in signin.list_leaders()}
        return {one: signin.enter(signin.make_code(leaders[one])) for one in (HR, MANAGER)}


@contextmanager
def start(path: Path) -> Iterator[int]:
    """Run the server; yield its port."""
    command = [sys.executable, "-m", "bench.dashboard", "--serve", str(path)]
    with Process(command, ROOT, {}, stdout=subprocess.PIPE) as process:
        yield int(process.read_line())


def wait_for_count(client: httpx.Client, cookie: str) -> float:
    """Return how long it took until there was something to see."""
    begun = perf_counter()
    headers = {"cookie": f"{COOKIE}={cookie}"}
    while perf_counter() - begun < PATIENCE:
        answer = client.get("/dashboard", headers=headers, timeout=60)
        if answer.status_code == HTTPStatus.OK:
            return perf_counter() - begun
        sleep(0.2)
    raise BenchBroken("the first count has not come to an end")


def list_pages(cookies: Mapping[int, str]) -> dict[str, Asked]:
    """Return what is asked, in words; searches, filters and persons differ from round to round."""
    hr, home = cookies[HR], "/dashboard"
    each = partial(map, str)

    def vary(form: str, step: int = 1) -> Iterator[str]:
        return (home + form.format(one) for one in each(count(1000, step)))

    return {
        HELLO: Asked("", (path for path in iter(lambda: "/hello", ""))),
        FIRST: Asked(hr, (path for path in iter(lambda: home, ""))),
        "a search by name": Asked(hr, vary("?q=person+{}")),
        "a wide search": Asked(hr, vary("?q=per&page={}")),
        "a filter": Asked(hr, vary("?department=Department+7&state=overdue&page={}")),
        "a page of all": Asked(hr, vary("?page={}")),
        "a person": Asked(hr, vary("/people/{}", 7)),
        "a manager's page": Asked(cookies[MANAGER], vary("?page={}")),
    }


def ask(client: httpx.Client, pages: Mapping[str, Asked], rounds: int) -> dict[str, list[float]]:
    """Ask all pages in turn, so often; return the sorted seconds of each."""
    waits: dict[str, list[float]] = {name: [] for name in pages}
    for _ in range(rounds):
        for name, page in pages.items():
            headers = {"cookie": f"{COOKIE}={page.cookie}"} if page.cookie else {}
            path, begun = next(page.paths), perf_counter()
            answer = client.get(path, headers=headers, timeout=60)
            waits[name].append(perf_counter() - begun)
            if answer.status_code != HTTPStatus.OK:
                raise BenchBroken(f"{path} answered with {answer.status_code}")
    return {name: sorted(found) for name, found in waits.items()}


def report(found: dict[str, Any], employees: int, answers: int) -> None:
    """Print the figures and compare them with the goal."""
    figures: dict[str, Any] = {"employees": employees, "answers": answers}
    figures |= {name: found[name] for name in ("counted_s", "memory_mb")}
    memory = found["memory_mb"]
    print(
        f"first count {found['counted_s']} s; most memory {memory['idle']:.0f} MB idle, "
        f"{memory['counted']:.0f} MB after it, {memory['counted_anew']:.0f} MB after another one"
    )
    titles = {"fresh": "right after it", "pages": "later", "meanwhile": "while counting anew"}
    for key, title in titles.items():
        print()
        figures[key] = summarise(found[key], title)
    ratio = figures["pages"][FIRST]["times_hello"]
    goal = Goal("first page at p95, in times of a bare route", ratio, MOST_TIMES)
    Result("dashboard", figures, (goal,)).report()


def summarise(waits: Mapping[str, Sequence[float]], title: str) -> dict[str, Any]:
    """Print how long each page took, and return it."""
    rows: list[Sequence[object]] = [(title, "p50 ms", "p95 ms", "p95, times hello")]
    figures: dict[str, Any] = {"rounds": len(waits[HELLO])}
    hello = find_quantile(waits[HELLO], 0.95)
    for name, one in waits.items():
        p50, p95 = find_quantile(one, 0.5), find_quantile(one, 0.95)
        rows.append((name, p50 * 1000, p95 * 1000, p95 / hello))
        figures[name] = {
            "p50_ms": round(p50 * 1000, 2),
            "p95_ms": round(p95 * 1000, 2),
            "times_hello": round(p95 / hello, 2),
        }
    print_table(rows)
    return figures


if __name__ == "__main__":
    sys.exit(main())
