"""Employees in the chat: personal invitations, lost phones, leavers, and a notice that changed."""

from bot.learning.errors import InviteRefused
from bot.learning.people import Actor as By
from bot.learning.people import ActorOrigin, Role
from bot.services.rosters import Rosters
from tests.e2e.stage import Actor, Stage

HR = By(ActorOrigin.COMMAND)
HEADER = "employee_id,status,first_name,last_name,department,manager_id\n"


def apply(stage: Stage, rows: str) -> None:
    """Take over a roster."""
    rosters = Rosters(stage.services.enrolment._database, stage.clock)
    rosters.apply(rosters.propose("staff.csv", (HEADER + rows).encode()), HR)


def invite(stage: Stage, employee_id: str) -> str:
    """Make an invitation for an employee."""
    return stage.services.accounts.invite_employee(employee_id, HR).code


async def bring_in(stage: Stage, employee_id: str) -> Actor:
    """Let an employee open their invitation and say yes, under another name in Telegram."""
    actor = stage.newcomer("🌸", None)
    await actor.starts(invite(stage, employee_id))
    await actor.taps("Yes, I'm")
    return actor


async def test_employee_says_yes_and_is_home(stage: Stage) -> None:
    """The question names nobody in full, and carries the notice; asked again, it is one yes."""
    apply(stage, "1,active,Ana,Kovač,Logistics,2\n2,active,Cleo,Ash,Board,\n")
    newcomer = stage.newcomer("🌸", None)
    code = invite(stage, "1")
    await newcomer.starts(code)
    newcomer.sees("Welcome to Acme's training", "You are Ana K.?", "Stored: your name")
    newcomer.sees_not("Kovač")
    await newcomer.says("hello")
    newcomer.sees("You are Ana K.?")

    question, data = newcomer.find_button("Yes, I'm Ana K.")
    for _ in range(2):
        newcomer._last_tap = stage.simulator.forge_tap(newcomer.id, question["message_id"], data)
    await stage.settle()

    assert newcomer.toast == "You have joined already."
    newcomer.sees("Welcome, Ana.")
    assert sum("Welcome, Ana." in message["text"] for message in newcomer.heard) == 1
    assert any("You are Ana K.\n" in message["text"] for message in newcomer.heard)
    # The link once more is Home; to somebody else it is spent.
    await newcomer.starts(code)
    newcomer.sees("Customer centricity at work")
    other = stage.newcomer("Ben")
    await other.says(code)
    other.sees("That code doesn't work.")


async def test_no_leaves_the_invitation_to_its_owner(stage: Stage) -> None:
    """Whoever found it is a stranger again; an outdated yes says that the code is no good."""
    apply(stage, "1,active,Ana,Kovač,Logistics,\n")
    finder, code = stage.newcomer("Ben"), invite(stage, "1")
    await finder.starts(code)
    await finder.taps("No, that's not me")
    finder.sees("this invitation is for somebody else")
    await finder.says("hello")
    finder.sees("This bot is private.")

    await finder.starts(code)
    invite(stage, "1")
    await finder.taps("Yes, I'm Ana K.")
    assert "That code doesn't work." in finder.last["text"]
    assert stage.services.enrolment.find_member(finder.id) is None


async def test_account_that_learned_before_becomes_the_employee_and_no_second_one(
    stage: Stage, learner: Actor
) -> None:
    """A member opens the link of their own; a link of somebody else is refused kindly."""
    apply(stage, "1,active,Ana,Kovač,Logistics,2\n2,active,Cleo,Ash,Board,\n")
    await learner.taps("Start lesson 1")
    code = invite(stage, "1")
    await learner.says(code)  # pasted
    learner.sees("You are Ana K.?")
    await learner.starts(code)
    learner.sees("You are Ana K.?")
    await learner.taps("Yes, I'm")
    learner.sees("Welcome back, Ana.")

    await learner.starts(invite(stage, "2"))
    learner.sees("This Telegram account belongs to Ana K. already.")
    await learner.taps("Home")
    learner.sees("Welcome back, Ana.")


async def test_leaver_is_a_stranger_in_the_next_moment(stage: Stage) -> None:
    """Buttons on the screen lead nowhere; after coming back everything goes on."""
    apply(stage, "1,active,Ana,Kovač,Logistics,\n")
    ana = await bring_in(stage, "1")
    await ana.taps("Start lesson 1")
    shared = stage.services.enrolment.invite(Role.LEARNER, uses=9)
    apply(stage, "1,terminated,Ana,Kovač,Logistics,\n")

    await ana.taps("Next →")
    assert ana.toast == "This bot is private."
    for words in ("/home", f"/start {shared}"):
        await ana.says(words)
        ana.sees("is private." if words == "/home" else "That code doesn't work.")
    apply(stage, "1,active,Ana,Kovač,Logistics,\n")
    await ana.says("/home")
    ana.sees("This bot is private.")
    await ana.starts(invite(stage, "1"))
    await ana.taps("Yes, I'm")
    ana.sees("Welcome back, Ana.", "card 2 of")


async def test_new_phone_goes_on_in_the_open_quiz(stage: Stage) -> None:
    """The question that stood in the old chat is asked in the new one, and the old one is out."""
    apply(stage, "1,active,Ana,Kovač,Logistics,\n")
    old = await bring_in(stage, "1")
    lesson = stage.services.library.get_current().catalog.courses[0].lesson_ids[0]
    await old.forges(f"check:{lesson}")
    old.sees("check · 1 of")
    person = stage.services.enrolment.find_member(old.id)
    assert person is not None
    stage.services.accounts.unbind(person.id, HR, "lost phone")

    new = await bring_in(stage, "1")
    await new.taps("Continue")
    new.sees("check · 1 of")
    await new.taps("Later")
    assert new.toast.startswith("Saved for later.")
    await old.says("/home")
    old.sees("This bot is private.")


async def test_changed_notice_is_read_before_anything_else(stage: Stage, learner: Actor) -> None:
    """Once, whatever is tapped or written; the acceptance is kept."""
    with stage.services.enrolment._database.recording() as record:
        record.run("UPDATE person SET notice_version = '1'")

    await learner.says("/lessons")
    learner.sees("Something has changed in what is stored", "Questions: Hana in HR.")
    await learner.taps("Start lesson 1")
    learner.sees("Something has changed")
    await learner.forges("read:1")
    learner.sees("Something has changed")
    message, data = learner.find_button("I have read it")
    for _ in range(2):
        learner._last_tap = stage.simulator.forge_tap(learner.id, message["message_id"], data)
    await stage.settle()

    assert learner.toast == "You have read it already. Home shows where you are."
    learner.sees("Welcome, Ana.")
    await learner.says("/lessons")
    learner.sees("Tap a number")


async def test_invitation_is_no_way_round_the_limit(stage: Stage) -> None:
    """Five vain codes make an employee wait, too."""
    apply(stage, "1,active,Ana,Kovač,Logistics,\n")
    stranger = stage.newcomer()
    for number in range(5):
        await stranger.says(f"{number:022}")
    await stranger.says(invite(stage, "1"))
    stranger.sees("too many codes")
    try:
        stage.services.accounts.accept(stranger.id, 1)
    except InviteRefused:
        return
    raise AssertionError("bound without an invitation")
