"""What a record store would be told of a database, and what would hold in it."""

from collections import Counter
from typing import Any

from bot.bootstrap import make_teller
from bot.config import Settings
from bot.learning.xapi.told import Told
from bot.reports.telling.stream import Scope, Teller
from bot.services.record_stores import BEGINNING
from bot.storage.engine import Database

Statement = dict[str, Any]
HOME = "https://hr.example.org"
VERBS = "http://adlnet.gov/expapi/verbs/"


def open_teller(database: Database, home: str = HOME) -> Teller:
    """Say how a store is told, whatever the environment says."""
    return make_teller(database, Settings(_env_file=None, xapi_home=home))


def list_told(database: Database, home: str = HOME, **scope: Any) -> list[Told]:
    """Return all that is told, or what is asked for."""
    teller = open_teller(database, home)
    asked = {"after": BEGINNING, "last": teller.find_last(), **scope}
    return list(teller.stream(Scope(**asked)))


def list_statements(database: Database, home: str = HOME, **scope: Any) -> list[Statement]:
    """Return the statements of it."""
    told = list_told(database, home, **scope)
    return [one.statement for one in told if one.statement is not None]


def list_holding(statements: list[Statement]) -> list[Statement]:
    """Return those that hold at the end; each that is voided was told before."""
    holding: dict[str, Statement] = {}
    for one in statements:
        assert one["id"] not in holding, "told twice"
        if one["object"]["objectType"] == "StatementRef":
            del holding[one["object"]["id"]]
        else:
            holding[one["id"]] = one
    return list(holding.values())


def name_verb(statement: Statement) -> str:
    """Return the verb in a word."""
    return str(statement["verb"]["id"].removeprefix(VERBS))


def count_verbs(statements: list[Statement]) -> dict[str, int]:
    """Return how many there are of each verb."""
    return dict(Counter(map(name_verb, statements)))


def sum_up(statements: list[Statement]) -> list[tuple[str, str, str, object]]:
    """Return who did what to which activity, and how many points that was."""
    return [
        (
            one["actor"]["account"]["name"],
            name_verb(one),
            one["object"]["id"].rpartition("/versions/")[2].removeprefix(f"{HOME}/xapi/courses/"),
            one["result"].get("score", {}).get("raw"),
        )
        for one in statements
    ]


def name_employees(database: Database) -> None:
    """Let a roster name everybody who has joined: person 7 is E7."""
    with database.peeking() as plain:
        people = plain.fetch("SELECT id, name FROM person WHERE name IS NOT NULL")
    for person_id, name in people:
        name_employee(database, person_id, f"E{person_id}", name)


def name_employee(database: Database, person_id: int, number: str, name: str = "Ana") -> None:
    """Let a roster name somebody."""
    with database.recording() as plain:
        plain.run(
            "INSERT INTO employee (person_id, employee_id, status, first_name, last_name,"
            " department, groups, recorded_at) VALUES (?, ?, 'active', ?, '', 'Sales', '[]',"
            " '2026-11-23 09:00:00.000000')",
            person_id,
            number,
            name,
        )
