"""HR sees who has something to complete and cannot be told of it, and why, and since when."""

from datetime import UTC, date, datetime

from bot.learning.assignments import Due, Target, Terms, Whom
from bot.learning.people import Role
from tests.e2e.stage import Stage
from tests.e2e.test_employees import HR, apply, bring_in
from tests.storage.rows import count

STAFF = """\
1,active,Ana,Kovač,Logistics,2
2,active,Cleo,Ash,Board,
3,leave,Ben,Berg,Sales,1
4,active,Åsa,Öberg,Sales,
5,terminated,Old,Hand,Sales,
"""


async def test_out_of_reach(stage: Stage) -> None:
    """No account, an account taken away, and one that blocks the bot; no leavers."""
    apply(stage, STAFF)
    ana, cleo = await bring_in(stage, "1"), await bring_in(stage, "2")
    hana = await stage.member(Role.HR, "Hana")
    await hana.says("/people")
    assert not hana.has_button("Out of reach"), "nothing is assigned"
    due = Due(on=date(2026, 12, 1))
    stage.services.assignments.assign(Whom(Target.EVERYONE), Terms(due), HR)
    stage.simulator.block(ana.id)
    await stage.make_round()

    stage.clock.now = datetime(2026, 12, 3, 9, tzinfo=UTC)
    stage.services.people.unbind(
        stage.services.enrolment.find_member(hana.id),  # type: ignore[arg-type]
        2,
        "lost phone",
    )
    await hana.says("/people")
    await hana.taps("Out of reach: 4")
    hana.sees(
        "Out of reach: 4",
        "Ana K.: blocked the bot since 23 Nov 2026, overdue",
        "Cleo A.: no account since 3 Dec 2026, overdue",
        "Ben B.: no account since 23 Nov 2026, overdue",
        "Åsa Ö.: no account since 23 Nov 2026, overdue",
    )
    hana.sees_not("Old H.", "Kovač")
    assert count(stage.database, "access_log WHERE kind = 'search' AND people = 4") == 1
    await hana.taps("Cleo A. · Board")
    hana.sees("○ No account and no invitation")
    assert cleo.id

    stage.services.duties.waive(3, HR, "on leave")
    await hana.says("/people")
    await hana.taps("Out of reach: 3")


async def test_managers_see_theirs_and_many_come_by_pages(stage: Stage) -> None:
    """The buttons turn the page; one beyond the last is the last."""
    rows = "".join(f"{n},active,A{n:02},B,Logistics,2\n" for n in range(10, 30))
    apply(stage, STAFF + rows)
    stage.services.assignments.assign(Whom(Target.EVERYONE), Terms(), HR)
    await stage.make_round()
    cleo = await bring_in(stage, "2")
    await cleo.says("/people")
    await cleo.taps("Out of reach: 22")
    cleo.sees("Out of reach: 22 · 1 of 3", "Ana K.: no account since 23 Nov 2026\n")
    cleo.sees_not("Åsa")
    await cleo.taps("▶")
    await cleo.taps("▶")
    cleo.sees("3 of 3", "A29 B.")
    assert not cleo.has_button("▶")
    await cleo.forges("unreached:99")
    cleo.sees("3 of 3")
    await cleo.taps("◀")
    cleo.sees("2 of 3")
