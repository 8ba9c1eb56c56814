"""Who gets in, under which name, and what everybody else learns: nothing."""

from telegram.constants import ChatType

from bot.learning.people import Role
from tests.e2e.stage import Actor, Stage

ODD_NAME = '<b>&"'


async def test_stranger_is_refused_and_learns_nothing(stage: Stage) -> None:
    """Whatever a stranger tries, the course does not show."""
    stranger = stage.newcomer()
    title = stage.services.library.get_current().catalog.courses[0].title

    for words in ("/start", "/home", "/lessons", "/bank", "/report", "hello", "/glossary metric"):
        await stranger.says(words)
        stranger.sees("This bot is private.")
        stranger.sees_not(title)
    stage.simulator.send_photo(stranger.id)
    await stage.settle()
    stranger.sees("This bot is private.")

    await stranger.forges("go")
    assert stranger.toast == "This bot is private."
    assert [c["command"] for c in stage.simulator.commands_for(stranger.id)] == ["start"]


async def test_link_opens_with_the_notice_and_asks_the_name(stage: Stage) -> None:
    """The notice says what is stored, who sees it and whom to ask; a written name is confirmed."""
    newcomer = stage.newcomer("Noor", "Haddad")

    await newcomer.starts(stage.services.enrolment.invite(Role.LEARNER))

    newcomer.sees("Welcome to Acme's training", "Which name does Acme know you by?")
    newcomer.sees("Stored: your name", "HR and administrators see", "Questions: Hana in HR.")
    await newcomer.says("Nor")
    newcomer.sees("Is this how Acme knows you: Nor?")
    await newcomer.says("Noor al-Haddad")
    newcomer.sees("Is this how Acme knows you: Noor al-Haddad?")
    await newcomer.taps("Yes, that's me")
    newcomer.sees("Welcome, Noor.")
    assert stage.services.report().rows[0].name == "Noor al-Haddad"


async def test_pasted_code_and_pasted_link_join_too(stage: Stage) -> None:
    """The code works alone and inside its link."""
    for template in ("{}", "https://t.me/training_bot?start={}", "  {}\n"):
        newcomer = stage.newcomer()
        code = stage.services.enrolment.invite(Role.LEARNER)
        await newcomer.says(template.format(code))
        newcomer.sees("Which name")


async def test_odd_name_is_shown_as_it_is(stage: Stage) -> None:
    """A name is text: nothing in it is markup."""
    newcomer = stage.newcomer(ODD_NAME, None)
    await newcomer.starts(stage.services.enrolment.invite(Role.LEARNER))

    await newcomer.taps(f"I'm {ODD_NAME}")

    newcomer.sees(f"Welcome, {ODD_NAME}.")
    assert stage.services.report().rows[0].name == ODD_NAME


async def test_yes_confirms_the_name_above_it(stage: Stage) -> None:
    """An earlier question is out of date; a second tap welcomes nobody twice."""
    newcomer = stage.newcomer()
    await newcomer.starts(stage.services.enrolment.invite(Role.LEARNER))
    await newcomer.says("Ana Kovac")
    first = newcomer.last
    await newcomer.says("Anna Kowalska")
    second, data = newcomer.find_button("Yes, that's me")

    await newcomer.taps("Yes, that's me", on=first)
    assert newcomer.toast == "You wrote another name since. Please tap the newest message."
    assert stage.services.report().rows[0].name == ""

    await stage.pass_time()
    for _ in range(2):
        newcomer._last_tap = stage.simulator.forge_tap(newcomer.id, second["message_id"], data)
    await stage.settle()
    assert stage.services.report().rows[0].name == "Anna Kowalska"
    assert sum("0 of 15 lessons" in message["text"] for message in newcomer.heard) == 1
    assert newcomer.toast == "You have joined already."
    assert any(message["text"] == "Your name here: Anna Kowalska." for message in newcomer.heard)


async def test_newcomer_with_forged_buttons_is_asked_the_name(stage: Stage) -> None:
    """Whatever data comes from somebody who has no name yet, nothing breaks and nothing opens."""
    newcomer = stage.newcomer()
    await newcomer.starts(stage.services.enrolment.invite(Role.LEARNER))

    for data in ("myname", "myname:", "myname:0:1", "mynames", "go", "a:1:0:0", "below:home"):
        await newcomer.forges(data)
        assert not any("incident" in message["text"] for message in newcomer.heard), data
    assert stage.services.inbox.list_incidents() == []
    assert stage.services.report().rows[0].name == ""


async def test_long_single_name_is_no_code(stage: Stage) -> None:
    """Names of one long word exist; a name of symbols only gets no button that is refused."""
    newcomer = stage.newcomer("🌸", None)
    await newcomer.starts(stage.services.enrolment.invite(Role.LEARNER))
    assert "reply_markup" not in newcomer.last

    await newcomer.says("Venkatanarasimharaju")

    newcomer.sees("Is this how Acme knows you: Venkatanarasimharaju?")


async def test_code_never_becomes_the_name(stage: Stage) -> None:
    """The code pasted once more, or delivered again, asks for the name again."""
    newcomer = stage.newcomer()
    code = stage.services.enrolment.invite(Role.LEARNER)
    await newcomer.starts(code)

    for words in (code, f"https://t.me/training_bot?start={code}", f"/start {code}"):
        await newcomer.says(words)
        newcomer.sees("Which name")

    member = stage.services.enrolment.find_member(newcomer.id)
    assert member is not None
    assert member.name is None


async def test_command_is_no_name(stage: Stage) -> None:
    """Before the name is given, everything asks for it again."""
    newcomer = stage.newcomer()
    await newcomer.starts(stage.services.enrolment.invite(Role.LEARNER))

    for words in ("/home", "/start"):
        await newcomer.says(words)
        newcomer.sees("Which name")
    await newcomer.says("🙂🙂")
    newcomer.sees("Please write your name in one line, with letters")
    await newcomer.says("x" * 200)
    newcomer.sees("Please write your name in one line, with letters")


async def test_one_use_lets_one_person_in(stage: Stage) -> None:
    """A spent code is as good as none; so is an expired one."""
    code = stage.services.enrolment.invite(Role.LEARNER, uses=1, days=2)
    first, second = stage.newcomer(), stage.newcomer("Ben")
    await first.starts(code)
    first.sees("Which name")

    await second.starts(code)
    second.sees("That code doesn't work.")

    late = stage.services.enrolment.invite(Role.LEARNER, days=2)
    stage.clock.advance(days=2, seconds=1)
    await second.starts(late)
    second.sees("That code doesn't work.")


async def test_start_again_shows_home_and_spends_nothing(stage: Stage, learner: Actor) -> None:
    """A member who opens another invitation leaves it for somebody else."""
    code = stage.services.enrolment.invite(Role.TRAINER)

    await learner.starts(code)
    learner.sees("Customer centricity at work")
    assert "bank" not in {c["command"] for c in stage.simulator.commands_for(learner.id)}

    other = stage.newcomer("Ben")
    await other.starts(code)
    other.sees("Which name")


async def test_guessing_codes_is_slowed_down(stage: Stage) -> None:
    """After five vain codes even the right one has to wait ten minutes."""
    stranger = stage.newcomer()
    for number in range(5):
        await stranger.says(f"{number:022}")
        stranger.sees("That code doesn't work.")
    code = stage.services.enrolment.invite(Role.LEARNER)

    await stranger.says(code)
    stranger.sees("too many codes", "in 10 minutes")
    stage.clock.advance(minutes=10, seconds=1)
    await stranger.says(code)
    stranger.sees("Which name")


async def test_group_is_sent_to_a_private_chat(stage: Stage, learner: Actor) -> None:
    """In groups commands and buttons answer with one sentence; talk is left alone."""
    stranger = stage.newcomer("Ben")
    group_id = stage.add_group(learner, stranger)
    for actor in (learner, stranger):
        spoken = stage.in_group(actor, group_id)
        await spoken.says("/progress")
        spoken.sees("Let's talk privately: https://t.me/training_bot")
        assert "reply_markup" not in spoken.last
        await spoken.forges("progress")
        assert spoken.toast == "Let's talk privately: open my profile and press START."
        said = len(spoken.heard)
        await spoken.says("Lunch at twelve?")
        assert len(spoken.heard) == said
    assert stage.simulator.chat(group_id).json["type"] == ChatType.GROUP
