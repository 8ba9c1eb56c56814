"""Somebody learns while taps repeat, updates come again, the bot restarts, the course is edited."""

import asyncio
import itertools
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from bot.chat import retrying
from bot.chat.taps.privacy import Forget
from bot.chat.taps.quiz import AnswerWith, Submit, Tick
from bot.chat.taps.tap import BELOW
from bot.chat.views.home import show_home
from bot.config import Settings
from bot.learning.quiz import AskedQuestion
from bot.services.audit import audit
from bot.storage.chain import Chain
from bot.storage.evidence_key import read_key
from tests.conftest import FakeClock
from tests.e2e.stage import Actor, Message, list_buttons
from tests.faults.conftest import RecordFigure
from tests.faults.editing import CourseFiles
from tests.faults.playing import Playing
from tests.faults.size import sized
from tests.faults.tables import Row, read_rows
from tests.faults.witness import VERDICTS, Witness

COMMANDS = ("/home", "/practice", "/lessons", "/progress", "/help", "/start", "hm?")
FORGED = ("a", "t", "s", "later", "next", "resume", "why", "rev", "result", "missed")
BEGINNINGS = ("check:one", "check:two", "check:three", "prac:", "prac:two", "test", "begin")
MOST_TAPS = 200  # with them anybody completes the course
PICKS = st.integers(0, 999)
EDITS = (
    "reorder options",
    "reword",
    "mark another option right",
    "remove a question",
    "remove a lesson",
    "add a card",
    "change the pass marks",
    "break a file",
)


class Learning(RuleBasedStateMachine):
    """Ana learns and Ben looks on; after every step the witness looks at the database."""

    def __init__(self, settings: Settings, happened: Counter[str]) -> None:
        super().__init__()
        self._happened = happened
        self._files = CourseFiles(settings.content)
        self._playing = Playing(settings, FakeClock())
        self._playing.__enter__()
        self._stage = self._playing.stage
        self._ana: Actor = self._playing.play(self._stage.member())
        self._ben: Actor = self._playing.play(self._stage.member(first_name="Ben"))
        self._witness = Witness(settings.database)
        self._shown: dict[tuple[int, str], Message] = {}  # each button as it was seen last
        self._tapped: list[tuple[str, str, Message]] = []  # taps whose answers are to be looked at
        self._look()
        happened["runs"] += 1

    def teardown(self) -> None:
        """Edit the course once more, see that it can be completed all the same, and end."""
        try:
            number = self._happened["runs"]
            self.edit(BEGINNINGS[number % 4], EDITS[number % len(EDITS)], number, taps=5)
            for _ in range(MOST_TAPS // 20):
                if self._read_completions():
                    break
                self.say("/home")
                self.study(20, rightly=True)
            assert self._read_completions(), self._stage.simulator.describe()
            self.nothing_is_lost_or_changed()
            self._check_evidence()
            self._happened["answers"] += len(self._witness.answers)
            self._happened["rounds erased"] += self._witness.erased
        finally:
            self._playing.__exit__(None, None, None)

    @rule(taps=st.sampled_from([2, 6, 15, 40]), rightly=st.sampled_from([True, True, False]))
    def study(self, taps: int, rightly: bool) -> None:  # noqa: FBT001 - Hypothesis' way
        """Do what is obvious, with time to read."""
        for _ in range(taps):
            self._pass(10)
            self._do_the_obvious(rightly=rightly)
            self._settle()

    @rule(what=st.sampled_from(BEGINNINGS), taps=st.integers(0, 5))
    def begin(self, what: str, taps: int) -> None:
        """Begin a check, the test or practice, and go on a little."""
        self._tap(self._ana.last["message_id"], what)
        self._settle()
        self.study(taps, rightly=True)

    @rule(pick=PICKS)
    def tap_any(self, pick: int) -> None:
        """Tap a button that stands in the chat or stood there once."""
        places = list(self._shown)
        self._tap(*places[-1 - pick % len(places)])
        self._settle()

    @rule(first=PICKS, second=PICKS)
    def tap_twice_at_once(self, first: int, second: int) -> None:
        """Tap two buttons of the newest message, or the same one twice, before the bot answers."""
        buttons = list_buttons(self._ana.last)
        for pick in (first, second):
            if buttons:
                self._tap(self._ana.last["message_id"], buttons[pick % len(buttons)][1])
        self._settle()

    @rule(pick=PICKS)
    def tap_as_somebody_else(self, pick: int) -> None:
        """Ben sends what stands on Ana's buttons; it is not his."""
        places = [place for place in self._shown if "home" not in place[1]]
        if places:
            _, data = places[-1 - pick % len(places)]
            if data.removeprefix(BELOW).partition(":")[0] in FORGED:
                self._playing.play(self._ben.forges(data))
                assert self._ben.toast
                self._settle()

    @rule(
        kind=st.sampled_from(FORGED),
        session_id=st.integers(0, 4),
        numbers=st.lists(st.integers(-1, 5), max_size=2),
    )
    def forge(self, kind: str, session_id: int, numbers: list[int]) -> None:
        """Send data that no button carries."""
        more = {"a": 2, "t": 2, "s": 1, "later": 1, "why": 1, "rev": 1}.get(kind, 0)
        values = [session_id, *[*numbers, 0, 0][:more], *([1] if kind == "t" else [])]
        self._tap(self._ana.last["message_id"], ":".join([kind, *map(str, values)]))
        self._settle()

    @rule(words=st.sampled_from(COMMANDS))
    def say(self, words: str) -> None:
        """Write something."""
        self._stage.simulator.send_text(self._ana.id, words)
        self._settle()

    @rule(taps=st.integers(0, 5))
    def forget(self, taps: int) -> None:
        """Practise a little, and have all practice erased."""
        self.begin("prac:", taps)
        self._stage.simulator.send_text(self._ana.id, "/forgetme")
        self._settle()
        self._tap(self._ana.last["message_id"], Forget().encode())
        self._settle()

    @rule(seconds=st.sampled_from([0.0, 0.5, 1.0, 5.0, 3600.0]))
    def wait(self, seconds: float) -> None:
        """Let time pass, or none."""
        self._pass(seconds)

    @rule(times=st.integers(1, 2))
    def redeliver(self, times: int) -> None:
        """Let everything come again."""
        self._happened["redelivered"] += self._stage.simulator.redeliver(times)
        self._settle()

    @rule()
    def restart(self) -> None:
        """Stop the bot and start it again."""
        self._happened["restarts"] += 1
        self._playing.stop()
        self._playing.start()
        self._settle()

    @rule(picks=st.lists(PICKS, min_size=1, max_size=3), moments=st.integers(0, 60))
    def cut_off(self, picks: list[int], moments: int) -> None:
        """Tap, and stop the bot in the middle of whatever it does about that."""
        self._happened["cut off"] += 1
        self._pass(10)
        for pick in picks:
            buttons = list_buttons(self._ana.last)
            if buttons:
                self._tap(self._ana.last["message_id"], buttons[pick % len(buttons)][1])
        self._playing.play(self._cut_off(moments))
        self._playing.stop()
        self._playing.start()
        self._settle()

    @rule(
        begun=st.sampled_from(BEGINNINGS),
        kind=st.sampled_from(EDITS),
        number=PICKS,
        taps=st.integers(0, 8),
    )
    def edit(self, begun: str, kind: str, number: int, taps: int) -> None:
        """Let a trainer edit the course while a quiz is open; once that is published it goes on."""
        self._happened["edits"] += 1
        self._pass(10)
        self.begin(begun, 0)
        self._files.edit(kind, number)
        self.restart()
        self._stage.publish_files()
        self.study(taps, rightly=True)

    @invariant()
    def nothing_is_lost_or_changed(self) -> None:
        """What was shown as recorded stands, and the bot can say where Ana is."""
        services = self._stage.services
        self._witness.check(services.library)
        member = services.enrolment.find_member(self._ana.id)
        assert member is not None
        assert show_home(member, services.study.stand(member.id)).text.text
        lines = [one for one in self._playing.errors.take() if "CONTENT IS BROKEN" not in one]
        assert not [line for line in lines if "defect" in line or "stopped" in line], lines

    def _check_evidence(self) -> None:
        """The chain is unbroken, speaks of all that was recorded, and one certificate was given."""
        path = self._stage.settings.database
        key = read_key(path)
        assert key is not None
        audited = audit(path, Chain(key), [], [], lambda _done, _total: None)
        assert audited.breaches == ()
        assert read_rows(path, "SELECT count(*) FROM certificate") == [(1,)]
        self._happened["sealed events"] += audited.events

    def _read_completions(self) -> list[Row]:
        return read_rows(self._stage.settings.database, "SELECT * FROM completion")

    async def _cut_off(self, moments: int) -> None:
        await self._stage.poller.poll_once(0)
        for _ in range(moments):
            await asyncio.sleep(0)
        await self._stage.worker.stop(0)

    def _pass(self, seconds: float) -> None:
        self._stage.clock.advance(seconds=seconds)

    def _tap(self, message_id: int, data: str) -> str:
        if Forget.matches(data):
            self.nothing_is_lost_or_changed()  # the witness must know what there is to erase
        message = self._shown.get((message_id, data), self._ana.last)
        query = self._stage.simulator.forge_tap(self._ana.id, message_id, data)
        self._tapped.append((query, data, message))
        self._happened["taps"] += 1
        return query

    def _settle(self) -> None:
        self._playing.settle()
        for query, data, message in self._tapped:
            toast = self._stage.simulator.callback_answers[query]["text"] or ""
            self._witness.learn(data, message, toast)
        self._tapped.clear()
        self._look()

    def _look(self) -> None:
        for message in self._ana.heard:
            for _, data in list_buttons(message):
                self._shown.pop((message["message_id"], data), None)
                self._shown[message["message_id"], data] = message

    def _do_the_obvious(self, *, rightly: bool) -> None:
        message = self._ana.last
        buttons = list_buttons(message)
        data = [one for _, one in buttons]
        onward = [one for text, one in buttons if "→" in text] or data
        answers = [one for one in data if AnswerWith.matches(one) or Tick.matches(one)]
        if answers:
            self._answer(message, answers, rightly=rightly)
        elif onward and "home" not in onward[0]:
            self._tap(message["message_id"], onward[0])
        else:
            self._stage.simulator.send_text(self._ana.id, "/home")

    def _answer(self, message: Message, answers: list[str], *, rightly: bool) -> None:
        """Answer as the version that the quiz pins says; an open question must take it."""
        kind = AnswerWith if AnswerWith.matches(answers[0]) else Tick
        tap = kind.decode(answers[0])
        place = tap.session_id, tap.position
        member = self._stage.services.enrolment.find_member(self._ana.id)
        assert member is not None
        asked = self._stage.services.quizzes.find_turn(member.id, tap.session_id).next
        is_open = isinstance(asked, AskedQuestion) and asked.position == tap.position
        options = asked.options if isinstance(asked, AskedQuestion) and is_open else ()
        wanted = [n for n, option in enumerate(options) if option.is_correct is rightly] or [0]
        if kind is AnswerWith:
            query = self._tap(message["message_id"], AnswerWith(*place, wanted[0]).encode())
        else:
            for number in range(len(answers)):
                is_on = number in wanted
                self._tap(message["message_id"], Tick(*place, number, is_on).encode())
                self._settle()
            query = self._tap(message["message_id"], Submit(*place).encode())
        self._playing.settle()
        toast = self._stage.simulator.callback_answers[query]["text"] or ""
        assert not is_open or toast.startswith(VERDICTS), f"no answer was taken: {toast}"


def test_no_order_of_events_changes_what_is_recorded(
    settings: Settings,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    figure: RecordFigure,
) -> None:
    """Answers, double taps, restarts, redeliveries and edits, in any order: no counterexample."""
    monkeypatch.setattr(retrying, "FIRST_PAUSE", 0.001)
    happened: Counter[str] = Counter()
    numbers = itertools.count()

    def begin() -> Learning:
        folder = tmp_path / str(next(numbers))
        places = {"database": folder / "bot.db", "content": folder / "content"}
        return Learning(settings.model_copy(update=places), happened)

    run_state_machine_as_test(begin, settings=sized(8, 400, steps=20))  # type: ignore[arg-type]

    figure("F7", "state machine", ", ".join(f"{n} {what}" for what, n in happened.items()))
    assert happened["answers"] > 10 * happened["runs"]
    assert happened["rounds erased"]
