"""HR and managers look at people in the chat; HR invites, unbinds and gives roles, with reasons."""

from bot.chat.taps import people as people_taps
from bot.learning.dossier import UnbindReason
from bot.learning.people import Role
from tests.e2e.stage import Actor, Stage
from tests.e2e.test_employees import apply, bring_in
from tests.storage.rows import count

STAFF = """\
1,active,Ana,Kovač,Logistics,2
2,active,Cleo,Ash,Board,
3,leave,Ben,Berg,Sales,1
4,active,Åsa,Öberg,Sales,
5,terminated,Old,Hand,Sales,
"""


def read_events(stage: Stage) -> list[tuple[object, ...]]:
    """Return what was done in the chat: to whom, what, by whom and why."""
    with stage.services.enrolment._database.peeking() as plain:
        return plain.fetch(
            "SELECT person_id, kind, actor_id, reason FROM person_event"
            " WHERE origin = 'chat' ORDER BY id"
        )


def find_id(stage: Stage, actor: Actor) -> int:
    """Return who somebody is."""
    member = stage.services.enrolment.find_member(actor.id)
    assert member is not None
    return member.id


async def test_hr_finds_people_by_any_part_of_what_is_known(stage: Stage) -> None:
    """Names are shortened; accents, case and order do not matter; leavers come last."""
    apply(stage, STAFF)
    hana = await stage.member(Role.HR, "Hana")
    await hana.says("/people")
    hana.sees("1 of 5 use the bot", "0 invited · ○ 4 without an invitation", "1 on leave", "1 left")

    for words in ("kovac ana", "ANA", "/people@training_bot 1"):
        await hana.says(words if words.startswith("/") else f"/people {words}")
        hana.sees("Ana K.", "Logistics · 1 · manager")
        hana.sees_not("Kovač")
    await hana.says("/people oberg asa")
    hana.sees("Åsa Ö.", "○ No account and no invitation", "not started")
    await hana.says("/people %")
    hana.sees("Nobody here is called %.")
    await hana.says("/people h")
    hana.sees("2 people found", "Tap one.")
    assert hana.last["reply_markup"]["inline_keyboard"][-2][0]["text"].startswith("🔒 Old H. · 5")
    await hana.taps("Old H. · 5")
    hana.sees("🔒 Left the company")
    assert not hana.has_button("New invite")
    await hana.says("/people ben")
    hana.sees("On leave")


async def test_lost_phone_from_end_to_end(stage: Stage) -> None:
    """Unbind with a reason, a new invitation in the chat, and Ana goes on; all is written down."""
    apply(stage, STAFF)
    ana = await bring_in(stage, "1")
    await ana.taps("Start lesson 1")
    hana = await stage.member(Role.HR, "Hana")
    await hana.says("/people ana")
    hana.sees("✅ Uses the bot, first joined 23 Nov 2026", "joined with an account")
    assert not hana.has_button("New invite")
    await hana.taps("Unbind")
    hana.sees("Take the account from Ana K.?")
    await hana.taps("Lost or changed phone")
    hana.sees(
        "○ No account and no invitation", "account taken away: lost or changed phone, by Hana K."
    )
    await hana.forges(people_taps.Unbind(1, UnbindReason.PHONE).encode())
    assert hana.toast == "No account is bound any more."
    await ana.says("/home")
    ana.sees("This bot is private.")
    assert [c["command"] for c in stage.simulator.commands_for(ana.id)] == ["start"]

    await hana.taps("New invite")
    hana.sees("A new invitation for Ana K.?", "Tap the reason, and you see the link, once")
    await hana.taps("New phone or account")
    hana.sees("Invitation for Ana K.", "https://t.me/training_bot?start=")
    code = hana.last["text"].rpartition(" ")[2]
    await hana.taps("Back")
    hana.sees("✉️ Invited, until 23 Dec 2026")
    phone = stage.newcomer("New phone")
    await phone.starts(code)
    await phone.taps("Yes, I'm Ana K.")
    phone.sees("Welcome back, Ana.")
    assert read_events(stage) == [
        (1, "unbound", find_id(stage, hana), "lost or changed phone"),
        (1, "invited", find_id(stage, hana), "new phone or account"),
    ]


async def test_invite_is_made_by_a_written_reason(stage: Stage) -> None:
    """Left out, there is none; the reason stands on the person's screen, with who wrote it."""
    apply(stage, STAFF)
    hana = await stage.member(Role.HR, "Hana")
    await hana.says("/people asa")
    await hana.taps("New invite")
    await hana.taps("Another reason")
    hana.sees("Write the reason, and you see the link for Åsa Ö.")
    await hana.taps("Leave it")
    assert read_events(stage) == []

    await hana.says("/people asa")
    await hana.taps("New invite")
    await hana.taps("Another reason")
    await hana.says("sick at the kick-off")
    hana.sees("Invitation for Åsa Ö.", "https://t.me/training_bot?start=")
    code = hana.last["text"].rpartition(" ")[2]
    await hana.taps("Back")
    hana.sees("✉️ Invited", "invited: sick at the kick-off, by Hana")
    asa = stage.newcomer("🌸", None)
    await asa.starts(code)
    asa.sees("You are Åsa Ö.?")
    assert count(stage.database, "access_log WHERE kind = 'invitations' AND subject_id = 4") == 1


async def test_role_is_given_with_a_written_reason(stage: Stage) -> None:
    """The reason is asked for; without one nothing happens; the new role works at once."""
    apply(stage, STAFF)
    asa = await bring_in(stage, "4")
    hana = await stage.member(Role.HR, "Hana")
    await hana.says("/people asa")
    await hana.taps("Role")
    assert not hana.has_button("HR")
    await hana.taps("Trainer")
    await hana.taps("Another reason")
    hana.sees("Write the reason, and they become trainer: Åsa Ö.")
    await hana.taps("Leave it")
    await hana.says("too late")
    await asa.says("/bank")
    asa.sees("I don't know that command.")

    await hana.says("/people asa")
    await hana.taps("Role")
    await hana.taps("Trainer")
    await hana.taps("Another reason")
    await hana.says("Knows the depot best")
    hana.sees("Done, and written down.")
    await hana.taps("Show it")
    hana.sees("learner → trainer: Knows the depot best, by Hana K.")
    await asa.says("/bank")
    asa.sees("Question bank")
    assert read_events(stage) == [(4, "role", find_id(stage, hana), "Knows the depot best")]


async def test_nobody_gives_more_than_they_may(stage: Stage) -> None:
    """HR has no power over HR, administrators or themselves, whatever a modified client sends."""
    admin = await stage.member(Role.ADMIN, "Adam")
    hana = await stage.member(Role.HR, "Hana")
    other = await stage.member(Role.HR, "Hugo")
    ben = await stage.member(first_name="Ben")
    ids = {actor: find_id(stage, actor) for actor in (admin, hana, other, ben)}
    for target, role in ((admin, "learner"), (hana, "admin"), (other, "learner"), (ben, "admin")):
        for data in (f"prole!:{ids[target]}:{role}:duty", f"prole=:{ids[target]}:{role}"):
            await hana.forges(data)
            assert hana.toast.startswith("That is for an administrator"), data
    for target in (admin, hana, other):
        for data in (f"punbind!:{ids[target]}:phone", f"pinvite!:{ids[target]}:lost"):
            await hana.forges(data)
            assert hana.toast.startswith("That is for an administrator"), data
        await hana.forges(f"person:{ids[target]}")
        assert not hana.has_button("Role")
    assert read_events(stage) == []

    await admin.says("/people hugo")
    await admin.taps("Role")
    await admin.taps("Learner")
    await admin.taps("New duty")
    admin.sees("HR → learner: new duty, by Adam K.")
    assert "people" not in {c["command"] for c in stage.simulator.commands_for(other.id)}
    await other.says("/people")
    other.sees("I don't know that command.")


async def test_managers_see_their_people_and_nobody_else(stage: Stage) -> None:
    """Those below them at any depth, without anything to change and without who did what."""
    apply(stage, STAFF)
    cleo, ana = await bring_in(stage, "2"), await bring_in(stage, "1")
    await cleo.says("/people")
    cleo.sees("Your people", "1 of 2 use the bot")
    await cleo.says("/people a")
    cleo.sees("Ana K.", "Logistics · 1 · manager")
    cleo.sees_not("What was done")
    assert not cleo.has_button("Role")
    await cleo.says("/people ben")
    cleo.sees("Ben B.")
    for words in ("asa", "cleo"):
        await cleo.says(f"/people {words}")
        cleo.sees(f"Nobody here is called {words}.")

    for number in (2, 4, 5, 99):
        await ana.forges(people_taps.ShowPerson(number).encode())
        assert ana.toast.startswith("There is nobody here by that number"), number
    await ana.says("/people")
    ana.sees("0 of 1 use the bot")
    apply(stage, "3,leave,Ben,Berg,Sales,4\n")
    await ana.forges(people_taps.ShowPerson(3).encode())
    assert ana.toast.startswith("There is nobody here by that number")
