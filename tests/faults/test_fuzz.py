"""Odd updates: nothing escapes, every button is answered, nobody else's data changes."""

import itertools
from collections.abc import Callable, Iterator
from dataclasses import fields, replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.chat import retrying
from bot.config import Settings
from bot.learning.people import Role
from tests.conftest import FakeClock
from tests.e2e.stage import TOKEN, Actor
from tests.faults.conftest import RecordFigure
from tests.faults.playing import Playing
from tests.faults.senders import ODD_TEXTS, Cast, Json, private
from tests.faults.size import sized
from tests.faults.spoiling import spoilt_updates
from tests.faults.tables import dump_by_person, read_rows
from tests.faults.taps import ODD_NUMBERS, ODD_WORDS, Shown, list_kinds
from tests.faults.updates import sound_updates

BOT_ID = int(TOKEN.partition(":")[0])
ADDRESSING = ("message", "edited_message", "callback_query")
FIRST_ID = 2_000_000_000  # above what the simulator gives

Seen = dict[str, int]


class Desk:
    """A running bot with people in it, to which odd updates are given, and what must hold then."""

    def __init__(self, playing: Playing) -> None:
        self._playing = playing
        self._stage = playing.stage
        self._database = playing.stage.settings.database
        self._ids = itertools.count(FIRST_ID)
        self.seen: Seen = {"updates": 0, "set aside": 0, "left out": 0}
        self.cast, self._normal = playing.play(self._invite())

    async def _invite(self) -> tuple[Cast, Actor]:
        stage = self._stage
        ana, ben = await stage.member(), await stage.member(first_name="Ben")
        tina = await stage.member(Role.TRAINER, first_name="Tina")
        normal = await stage.member(first_name="Nora")
        newcomer, stranger = stage.newcomer("Nina"), stage.newcomer("Sam")
        await newcomer.starts(stage.services.enrolment.invite(Role.LEARNER))
        await stranger.says("hello")
        for actor in (ana, ben):
            await actor.taps("Start lesson 1")
            await actor.forges("prac:in-tune", on=actor.last)
        catalog = stage.services.library.get_current().catalog
        words = (*catalog.courses[0].lesson_ids, *(term.id for term in catalog.terms))
        cast = Cast(
            members=(ana.id, ben.id, tina.id),
            outsiders=(newcomer.id, stranger.id),
            bot_id=BOT_ID,
            group_id=stage.add_group(ana, ben, stranger),
            shown=Shown(sessions=(1, 2), message_ids=(2, 4, 5), words=words),
        )
        return cast, normal

    def give(self, updates: list[Any], *, are_sound: bool) -> None:
        """Give updates in one batch and check everything that must hold afterwards."""
        for update in updates:
            if isinstance(update, dict):
                update.setdefault("update_id", next(self._ids))
        before = dump_by_person(self._database)
        self._playing.feed.batches.append(updates)
        self._stage.clock.advance(seconds=10)
        self._stage.simulator.call_log.clear()

        self._playing.settle()

        self._check_log(are_sound=are_sound)
        self._check_inbox(updates, are_sound=are_sound)
        self._check_answers(updates)
        self._check_rows(updates, before)
        self._playing.play(self._check_service())
        self.seen["updates"] += len(updates)

    def _check_log(self, *, are_sound: bool) -> None:
        lines = self._playing.errors.take()
        assert not [line for line in lines if "a chat stopped" in line], lines
        if are_sound:
            assert not lines, "\n".join(lines)

    def _check_inbox(self, updates: list[Any], *, are_sound: bool) -> None:
        """Each update is finished, or set aside with its text; what is no update is left out."""
        rows = {
            row[0]: row[1:]
            for row in read_rows(
                self._database,
                "SELECT update_id, finished_at, set_aside_at, raw, defect FROM inbox_update",
            )
        }
        for update in updates:
            if not is_new(update):
                assert not are_sound
                self.seen["left out"] += 1
                continue
            finished_at, set_aside_at, raw, defect = rows[update["update_id"]]
            assert (finished_at is None) != (set_aside_at is None), "neither done nor set aside"
            if set_aside_at is not None:
                assert not are_sound, f"a handler has a defect: {defect} at {update}"
                assert raw
                self.seen["set aside"] += 1
        waiting = [row for row in rows.values() if row[0] is None and row[1] is None]
        assert waiting == []

    def _check_answers(self, updates: list[Any]) -> None:
        """Every button that a person tapped has stopped spinning."""
        answered = {
            parameters.get("callback_query_id")
            for method, parameters in self._stage.simulator.calls
            if method == "answerCallbackQuery"
        }
        for update in updates:
            query = update.get("callback_query") if isinstance(update, dict) else None
            if not isinstance(query, dict) or not is_new(update):
                continue
            if isinstance(query.get("id"), str) and isinstance(query.get("from"), dict):
                assert query["id"] in answered, f"the button spins on: {update}"

    def _check_rows(self, updates: list[Any], before: dict[int | None, Any]) -> None:
        addressed = {find_sender(update) for update in updates}
        after = dump_by_person(self._database)
        assert before.keys() == after.keys()
        for rows in (before[None], after[None]):
            rows.pop("evidence_mark", None)  # how far the evidence goes
        events, later = (rows[None].pop("evidence_event", []) for rows in (before, after))
        assert later[: len(events)] == events  # what people do may be sealed; the rest stays
        for owner, rows in before.items():
            if owner is None or owner not in addressed:
                assert after[owner] == rows, f"the data of {owner} changed"

    async def _check_service(self) -> None:
        await self._normal.says("/home")
        self._normal.sees("Customer centricity at work")
        await self._normal.taps("Lessons" if self._normal.has_button("Lessons") else "All lessons")
        self._normal.sees("Lessons")


def is_new(update: Any) -> bool:
    """Tell whether an update has an id that can be stored, and that no other had before."""
    update_id = update.get("update_id") if isinstance(update, dict) else None
    return type(update_id) is int and FIRST_ID <= update_id < 2**63


def find_sender(update: Any) -> int | None:
    """Return who is addressed by an update: the sender of a message or a tap."""
    for kind in ADDRESSING:
        content = update.get(kind) if isinstance(update, dict) else None
        sender = content.get("from") if isinstance(content, dict) else None
        if isinstance(sender, dict) and isinstance(sender.get("id"), int):
            return int(sender["id"])
    return None


@pytest.fixture
def desk(settings: Settings, clock: FakeClock, monkeypatch: pytest.MonkeyPatch) -> Iterator[Desk]:
    """A bot that is not impatient with defects."""
    monkeypatch.setattr(retrying, "FIRST_PAUSE", 0.001)
    with Playing(settings, clock) as playing:
        yield Desk(playing)


def from_one_sender(
    cast: Cast, make: Callable[[Cast], st.SearchStrategy[Json]]
) -> st.SearchStrategy[list[Json]]:
    """Make batches of one person, so that what changes for anybody else is seen."""

    def make_batch(sender: int) -> st.SearchStrategy[list[Json]]:
        alone = replace(cast, members=(sender,), outsiders=())
        return st.lists(make(alone), min_size=1, max_size=8)

    return st.sampled_from((*cast.members, *cast.outsiders)).flatmap(make_batch)


def make_message(sender: int, chat: Json, text: str) -> Json:
    """Return a message update without an id."""
    user = {"id": sender, "is_bot": False, "first_name": text}
    word = text.partition(" ")[0]
    entities = [{"type": "bot_command", "offset": 0, "length": len(word)}]
    message = {"message_id": 1, "date": 1, "from": user, "chat": chat, "text": text}
    return {"message": message | ({"entities": entities} if word.startswith("/") else {})}


def make_tap(sender: int, data: str, number: int) -> Json:
    """Return a tap on a button in private, without an id of its update."""
    user = {"id": sender, "is_bot": False, "first_name": "Ana"}
    message = {"message_id": 4, "date": 1, "chat": private(user), "text": "x"}
    query = {"id": str(number), "from": user, "chat_instance": "1", "data": data}
    return {"callback_query": {**query, "message": message}}


def test_every_odd_text_is_answered(desk: Desk) -> None:
    """Members, newcomers and strangers may write anything, in private and in a group."""
    people = (*desk.cast.members, *desk.cast.outsiders)
    group = {"id": desk.cast.group_id, "type": "group", "title": "G"}
    for text in ODD_TEXTS:
        in_private = [make_message(one, {"id": one, "type": "private"}, text) for one in people]
        in_group = [make_message(one, group, text) for one in people]
        desk.give(in_private + in_group, are_sound=True)


def test_every_button_with_odd_values_is_answered(desk: Desk) -> None:
    """One value of the data is odd, the others are right; the sender may be anybody."""
    numbers = itertools.count(1)
    for kind in list_kinds():
        right = [_name_right(field.name, str(field.type), desk) for field in fields(kind)]
        tried = [
            [*right[:place], odd, *right[place + 1 :]]
            for place, field in enumerate(fields(kind))
            for odd in (ODD_WORDS if "str" in str(field.type) else ODD_NUMBERS)
        ]
        data = [":".join([kind.tag, *values]) for values in [right, *tried]]
        ana, *others = (*desk.cast.members, *desk.cast.outsiders)
        for other in others:  # nothing of what is Ana's may change
            desk.give([make_tap(other, data[0], next(numbers))], are_sound=True)
        desk.give([make_tap(ana, each, next(numbers)) for each in data], are_sound=True)


def _name_right(name: str, kind: str, desk: Desk) -> str:
    if "str" in kind:
        return desk.cast.shown.words[0]
    return str(desk.cast.shown.sessions[0]) if name == "session_id" else "0"


def test_sound_updates_of_all_kinds_are_finished(desk: Desk, figure: RecordFigure) -> None:
    """Whatever Telegram may send is handled without a defect."""

    @sized(150, 4000)
    @given(from_one_sender(desk.cast, sound_updates))
    def fuzz(updates: list[Json]) -> None:
        desk.give([dict(update) for update in updates], are_sound=True)

    fuzz()

    figure("fuzz", "sound updates of all kinds", f"{desk.seen['updates']} updates")


def test_spoilt_updates_harm_no_others(desk: Desk, figure: RecordFigure) -> None:
    """What is malformed may be set aside, with its text; what came beside it is served."""

    @sized(100, 4000)
    @given(from_one_sender(desk.cast, lambda cast: spoilt_updates(cast) | sound_updates(cast)))
    def fuzz(updates: list[Any]) -> None:
        desk.give([dict(one) for one in updates], are_sound=False)

    fuzz()

    seen = desk.seen
    text = f"{seen['updates']} updates, {seen['set aside']} set aside, {seen['left out']} left out"
    figure("fuzz", "spoilt updates among sound ones", text)
    assert seen["set aside"] > 0


@pytest.mark.parametrize("thing", [None, 5, "x", [], True, {}])
def test_what_is_no_update_harms_no_others(desk: Desk, thing: object) -> None:
    """Telegram would not send it; the updates beside it are handled all the same."""
    ana = desk.cast.members[0]
    message = make_message(ana, {"id": ana, "type": "private"}, "hi")

    desk.give([thing, message], are_sound=False)

    assert desk.seen["set aside"] == 0
