"""A trainer sends files: they are checked, shown, tried, published, and nothing goes lost."""

from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path

import pytest

from bot.chat import courier
from bot.chat.taps.bank import PublishUpload
from bot.config import Settings
from bot.content.archive import NamedFile, unpack
from bot.learning.people import Role
from bot.limits import MAX_DOWNLOAD
from bot.services.uploads import SentFile
from bot.storage.tables import Upload
from tests.conftest import FakeClock
from tests.content import builder
from tests.content.test_merging import FIRST, HEAD, LAST, ONE_LINE
from tests.e2e.stage import Actor, Stage, list_buttons

CHANGED = HEAD + FIRST.replace("Listening\n", "Hearing\n")
OTHER = HEAD + LAST.replace("Sharing", "To share")


@pytest.fixture
async def stage(settings: Settings, clock: FakeClock, tmp_path: Path) -> AsyncIterator[Stage]:
    """The bot with a course of one lesson, running."""
    small = settings.model_copy(update={"content": builder.write(tmp_path)})
    async with Stage(small, clock).running() as stage:
        yield stage


@pytest.fixture
async def tom(stage: Stage) -> Actor:
    """A trainer."""
    return await stage.member(Role.TRAINER, "Tom")


def read_number(stage: Stage) -> int | None:
    """Return which version is taught."""
    return stage.services.library.get_current().number


def read_last_file(stage: Stage, actor: Actor) -> tuple[str, bytes]:
    """Return name and content of the file that the bot sent last."""
    file = actor.last["document"]
    return file["file_name"], stage.simulator.files.by_id[file["file_id"]].data


async def test_change_is_shown_tried_and_published(stage: Stage, tom: Actor) -> None:
    """The whole way, and back to the file after a trial; a learner gets the new question."""
    learner = await stage.member(first_name="Ben")
    await tom.sends(mine__yaml=CHANGED)
    tom.sees("mine.yaml", "Beside v1, which is taught now: 1 question changed.")
    tom.sees("✏️ first-step · What comes first?", "text: Listening → Hearing")
    await tom.taps("Try it")
    tom.sees("Trying it out · 1 of 1", "Hearing")
    await tom.taps("A")
    await tom.taps("See the result")
    tom.sees("This was a trial: nothing of it counts.")
    assert read_number(stage) == 1
    await tom.taps("Back to your file")
    shown = tom.last

    await tom.taps("Publish", on=shown)
    tom.sees("✅ v2 is taught now.")
    assert read_number(stage) == 2
    await tom.forges(PublishUpload(1, 1, is_replacing=False).encode(), on=shown)
    assert tom.toast == "It is published already: v2."
    assert read_number(stage) == 2
    await tom.taps("History")
    tom.sees("v2", "by Tom: 1 question changed")

    await learner.taps("Start lesson 1")
    for _ in range(4):
        await learner.taps("Next →")
    await learner.taps("Take the check")
    learner.sees("Hearing")


async def test_problems_are_listed_and_the_rest_is_a_file(stage: Stage, tom: Actor) -> None:
    """The first of each kind, with the number of those like it."""
    wrong = "".join(
        FIRST.replace("first-step", f"q{n}")
        .replace("card: listen", "card: lisen")
        .replace("first?", f"in place {n}?")
        for n in range(9)
    )
    await tom.sends(mine__yaml=HEAD + wrong)
    tom.sees("⚠️ mine.yaml: 9 errors", "Nothing has changed.")
    tom.sees("mine.yaml:4:11: the lesson 'in-tune' has no card 'lisen'. Did you mean 'listen'?")
    tom.sees("(and 8 more like it)")
    await tom.taps("All 9 problems as a file")

    name, content = read_last_file(stage, tom)
    assert name == "problems.txt"
    first, source, caret = content.decode().splitlines()[:3]
    assert first.startswith("mine.yaml:4:11: the lesson 'in-tune' has no card 'lisen'.")
    assert source == "        card: lisen"
    assert caret.index("^") == source.index("lisen")
    assert content.decode().count("has no card") == 9
    assert not any("Publish" in text for m in tom.heard for text, _ in list_buttons(m))


async def test_foreign_questions_come_in_as_drafts(tom: Actor) -> None:
    """What is lost is said; a trainer can try them before learners see them."""
    await tom.sends(moodle__gift="::New one::What now?{=Ask#Yes.~Talk}\n\nTell me.{}\n")
    tom.sees("➕ new-one · What now?", "1 of the new questions is a draft", " warnings:")
    tom.sees("moodle.gift:3:1: warning: not taken: 'Tell me.'")
    await tom.taps("Try it")
    tom.sees("Trying it out · 1 of 1", "What now?")


async def test_second_trainer_sees_what_the_first_published(stage: Stage, tom: Actor) -> None:
    """And must say so again; their own change is not lost."""
    eva = await stage.member(Role.TRAINER, "Eva")
    await tom.sends(mine__yaml=CHANGED + LAST)
    await eva.sends(hers__yaml=OTHER)
    await eva.taps("Publish")

    await tom.taps("Publish")
    assert tom.toast == "Another version is taught by now. Please look again."
    tom.sees("Published since you sent your file:", "v2 by Eva", "Sharing → To share")
    tom.sees("Your file changes again what they changed: last-step.", "Beside v2")
    assert read_number(stage) == 2
    await tom.taps("Publish")
    assert read_number(stage) == 3


async def test_replacing_is_asked_twice(stage: Stage, tom: Actor) -> None:
    """The button says how much goes; no leads back."""
    await tom.sends(mine__yaml=HEAD + FIRST.replace("first-step", "only") + LAST)
    tom.sees("1 question added")
    await tom.taps("Replace the bank (removes 1)")
    tom.sees("Replace the bank by mine.yaml?", "➖ first-step", "1 question removed")
    await tom.taps("No, only add and change")
    tom.sees_not("➖")
    await tom.taps("Replace the bank (removes 1)")
    await tom.taps("Yes, replace: removes 1")

    questions = stage.services.library.get_current().catalog.questions
    assert [question.id for question in questions] == ["only", "last-step"]


async def test_album_is_one_upload_in_one_message(stage: Stage, tom: Actor) -> None:
    """A question whose lesson comes only after it."""
    lesson = builder.LESSON.replace("id: in-tune", "id: new", 1)
    question = HEAD + FIRST.replace("first-step", "more").replace("in-tune", "new")
    said = len(tom.heard)
    await tom.sends(a__yaml=question, b__yaml=lesson)

    assert len(tom.heard) == said + 1
    tom.sees("a.yaml, b.yaml", "1 question, 1 lesson added", "no module teaches the lesson 'new'")
    await tom.taps("Look at 4 cards")
    tom.sees("Card 1 of 4", "In tune with customers", "Listen", "Ask first.")
    await tom.taps("Next card")
    tom.sees("Card 2 of 4", "Adjust")
    await tom.taps("Back to your file")
    await tom.taps("Discard")
    tom.sees("Nothing has changed.")
    assert read_number(stage) == 1


async def test_bank_is_downloaded_and_sent_back(stage: Stage, tom: Actor) -> None:
    """It says the same; a part of it may be sent, too."""
    await tom.says("/bank")
    await tom.taps("Questions as XLSX")
    name, content = read_last_file(stage, tom)
    assert name == "questions-v1.xlsx"
    await tom.sends(again__xlsx=content)
    tom.sees("All of it is taught already: v1 says the same.")
    await tom.taps("Template")
    name, content = read_last_file(stage, tom)
    assert name == "template.xlsx"
    await tom.taps("All as YAML")
    name, content = read_last_file(stage, tom)
    assert name == "bank-v1.zip"
    await tom.sends(again__zip=content)
    tom.sees("All of it is taught already: v1 says the same.")

    [glossary] = [one.body for one in unpack(content) if one.name == "glossary.yaml"]
    await tom.sends(words__yaml=glossary.replace(b"lacks", b"wants"))
    tom.sees("1 term changed")
    assert not tom.has_button("Try it")
    await tom.says("/bank")
    await tom.taps("Your file waits")
    await tom.taps("Publish")
    assert read_number(stage) == 2


async def test_files_on_disk_are_published_from_the_chat(stage: Stage, tom: Actor) -> None:
    """After a look; what was saved since then is not published unseen."""
    folder = stage.settings.content.parent
    builder.write(folder, **builder.edit("glossary", ("lacks", "wants")))
    await tom.says("/bank")
    await tom.taps("What the files on disk change")
    tom.sees("The files on disk", "1 term changed", "lacks. → What a customer wants.")
    builder.write(folder, **builder.edit("glossary", ("lacks", "needs")))
    await tom.taps("Publish")
    tom.sees("What a customer needs.")
    assert read_number(stage) == 1
    await tom.taps("Publish")
    tom.sees("v2 is taught now")
    await tom.taps("History")
    tom.sees("from the files on disk, by Tom")


async def test_file_that_cannot_be_fetched(
    stage: Stage, tom: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Too large, or gone at Telegram: one line each, and nothing is kept."""
    await tom.sends(huge__yaml=bytes(MAX_DOWNLOAD + 1))
    tom.sees("larger than 20 MB")
    stage.simulator.fail_next("getFile", 400, "Bad Request: file is too big")
    await tom.sends(mine__yaml=CHANGED)
    tom.sees("larger than 20 MB")
    stage.simulator.fail_next("getFile", 400, "Bad Request: wrong file_id")
    await tom.sends(mine__yaml=CHANGED)
    tom.sees("Please send it again.")
    monkeypatch.setattr(courier, "MAX_DOWNLOAD", 10)
    await tom.sends(mine__yaml=CHANGED)
    tom.sees("larger than 20 MB")

    with stage.services.library._database.reading() as session:
        assert session.get(Upload, 1) is None


async def test_file_that_was_kept_and_never_answered_is_not_fetched_again(
    stage: Stage, tom: Actor
) -> None:
    """Killed in between, the update runs again and shows what it would have shown."""
    sent = SentFile(stage.simulator.updates.next_id, NamedFile("mine.yaml", CHANGED.encode()))
    stage.services.uploads.keep(1, sent)
    await tom.sends(mine__yaml=CHANGED)

    tom.sees("mine.yaml", "Listening → Hearing")
    assert "getFile" not in [method for method, _ in stage.simulator.calls]
    await tom.taps("Publish")
    assert read_number(stage) == 2


async def test_picture_is_sent_as_a_file(stage: Stage, tom: Actor) -> None:
    """A photo is another picture: Telegram has made it smaller."""
    stage.simulator.send_photo(tom.id)
    await stage.settle()
    tom.sees("as a file")


async def test_hostile_files_get_one_line_each(stage: Stage, tom: Actor) -> None:
    """The table of the merging tests, sent in a row: nothing changes, and nothing waits."""
    for name, (file, body, words) in ONE_LINE.items():
        await tom.sends(**{file.replace(".", "__"): body})
        head, advice, _, *lines = tom.last["text"].splitlines()
        assert head.startswith(f"⚠️ {file}: "), name
        assert advice == "Nothing has changed. Mend this and send it again."
        assert len(lines) == 1, name
        assert words.split(" ")[0] in lines[0], name

    assert read_number(stage) == 1
    assert stage.services.uploads.find_pending(1) is None


async def test_bot_that_was_killed_goes_on_with_the_file(
    settings: Settings, clock: FakeClock, tmp_path: Path
) -> None:
    """What waits is in the database: another process shows, tries and publishes it."""
    small = settings.model_copy(update={"content": builder.write(tmp_path)})
    stage = Stage(small, clock)
    async with stage.running():
        tom = await stage.member(Role.TRAINER, "Tom")
        await tom.sends(mine__yaml=CHANGED)
        message = stage.simulator.send_document(tom.id, "mine.yaml", OTHER.encode())
        await stage.poller.poll_once(0)
        assert message["message_id"] > tom.last["message_id"]
    async with stage.running():
        await stage.settle()
        tom.sees("Sharing → To share")
        await tom.taps("Publish")
        tom.sees("v2 is taught now")


async def test_update_that_runs_again_changes_nothing(
    settings: Settings, clock: FakeClock, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Killed after all was done and before it was marked as done, the bot does it all again."""
    small = settings.model_copy(update={"content": builder.write(tmp_path)})
    stage = Stage(small, clock)
    async with stage.running():
        tom = await stage.member(Role.TRAINER, "Tom")

    async def act_twice(act: Callable[[], Awaitable[None]]) -> str:
        async with stage.running():
            monkeypatch.setattr(stage.services.inbox, "finish", lambda _ids: None)
            await act()
            first = str(tom.last["text"])
        async with stage.running():
            await stage.settle()
        tom.sees(first)
        return first

    await act_twice(lambda: tom.sends(mine__yaml=CHANGED))
    tom.sees("1 question changed")
    trial = await act_twice(lambda: tom.taps("Try it"))
    assert [message["text"] for message in tom.heard].count(trial) == 1
    await act_twice(lambda: tom.taps("Publish"))
    assert sum("v2 is taught now" in message["text"] for message in tom.heard) == 1
    async with stage.running():
        assert [one.number for one in stage.services.bank.list_history()] == [2, 1]
        await tom.sends(mine__yaml=OTHER)
    await act_twice(lambda: tom.taps("Discard"))
    tom.sees("Discarded.")
