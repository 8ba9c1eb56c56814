"""What HR does about one person's duty: looked at, asked for, done with its reason."""

from contextlib import suppress
from datetime import date

from sqlmodel import Session

from bot.learning.assignments import Occurrence, Ruling
from bot.learning.duties import (
    RULINGS,
    DutyAct,
    DutyChange,
    DutyMark,
    DutyRequest,
    DutyState,
    read_day,
    split_proof,
)
from bot.learning.errors import DateRefused, DutyChanged, NoProof, NoReason, OwnDuty
from bot.learning.people import PERSONNEL, Actor, ActorOrigin, Member
from bot.learning.prompt import PromptKind, Written
from bot.learning.reminders import Told
from bot.services import Clock
from bot.services.courses import pick_course
from bot.services.duties import Duties
from bot.services.library import Library
from bot.storage.engine import Database
from bot.storage.plain import Plain
from bot.storage.queries import occurrence_events, occurrences, prompts, reminders
from bot.storage.queries.occurrences import StoredOccurrence

SHOWN = 4  # past words on an occurrence
TOLD = 12  # past reminders


class DutyRequests:
    """Takes HR's word on an occurrence as they saw it; where it has changed since, nothing is done.

    Who may look at whom is `People`'s to say; here nobody decides about themselves.
    """

    def __init__(self, database: Database, library: Library, duties: Duties, clock: Clock) -> None:
        self._database = database
        self._library = library
        self._duties = duties
        self._clock = clock

    def find(
        self, member: Member, person_id: int, course_id: str | None = None
    ) -> DutyState | None:
        """Return a person's newest occurrence of a course, with what was said of it for HR.

        Without a course the only one is meant. Raises CourseGone and CourseUnclear.
        """
        course = pick_course(self._library.get_current().catalog, course_id)
        with self._database.reading() as session:
            plain = Plain.of(session)
            occurrence = occurrences.find_newest(plain, person_id, course.id)
            if occurrence is None:
                return None
            return _describe(plain, occurrence, is_told=member.role in PERSONNEL)

    def list_all(self, member: Member, person_id: int) -> list[DutyState]:
        """Return a person's newest occurrence of each course, with what was said of it for HR."""
        with self._database.reading() as session:
            plain = Plain.of(session)
            return [
                _describe(plain, one, is_told=member.role in PERSONNEL)
                for one in occurrences.list_newest_of(plain, person_id)
            ]

    def list_told(self, person_id: int) -> list[Told]:
        """Return which reminders a person got last, the newest first."""
        with self._database.reading() as session:
            return reminders.list_told(Plain.of(session), person_id, TOLD)

    def get(self, member: Member, act: DutyAct, mark: DutyMark) -> DutyState:
        """Return an occurrence that an act is possible for; raises DutyChanged or OwnDuty."""
        with self._database.reading() as session:
            return self._get(Plain.of(session), member.id, act, mark)

    def propose_days(self, state: DutyState) -> list[date]:
        """Return new due days to choose from: a week and two weeks later."""
        return [state.propose_day(self._clock(), days) for days in (7, 14)]

    def find_today(self, state: DutyState) -> date:
        """Return which day it is where the person is."""
        return self._clock().astimezone(state.zone).date()

    def check_day(self, state: DutyState, act: DutyAct, day: date) -> None:
        """Raise DateRefused for a day that is none for a due date, or a completion to come."""
        state.check_day(act, day, self._clock())

    def ask_for_day(self, member: Member, act: DutyAct, mark: DutyMark) -> DutyState:
        """Let HR write a day; raises DutyChanged or OwnDuty."""
        return self._ask(member, PromptKind.DUTY_DAY, DutyRequest(act, mark))

    def ask_for_reason(self, member: Member, request: DutyRequest) -> DutyState:
        """Let HR write the reason, which does it; raises DutyChanged, OwnDuty or DateRefused."""
        return self._ask(member, PromptKind.DUTY_REASON, request)

    def take_day(self, session: Session, written: Written) -> None:
        """Keep the day that was written; nothing is done yet. Raises DayUnclear, DateRefused."""
        request, day = DutyRequest.read(written.subject), read_day(written.text)
        plain = Plain.of(session)
        occurrence = occurrences.find_by_id(plain, request.mark.occurrence_id)
        if occurrence is not None:
            state = _describe(plain, occurrence, is_told=False)
            state.check_day(request.act, day, self._clock())
        understood = DutyRequest(request.act, request.mark, day)
        prompts.keep_subject(session, written.person_id, understood.write())

    def take_reason(self, session: Session, written: Written) -> None:
        """Do what the reason was asked for; nothing where something was done meanwhile.

        Raises NoReason or NoProof.
        """
        del session
        request, reason, proof = DutyRequest.read(written.subject), written.text, ""
        if request.act is DutyAct.ELSEWHERE:
            proof, reason = split_proof(written.text)
        with suppress(DutyChanged):
            self.rule(Actor(ActorOrigin.CHAT, written.person_id), request, reason, proof)

    def rule(self, actor: Actor, request: DutyRequest, reason: str, proof: str = "") -> None:
        """Do it; raises DutyChanged, OwnDuty, NoReason, NoProof or DateRefused."""
        if not reason:
            raise NoReason
        if request.act is DutyAct.ELSEWHERE and not proof:
            raise NoProof
        with self._database.writing() as session:
            state = self._get(Plain.of(session), actor.person_id, request.act, request.mark)
            state.check_day(request.act, request.day, self._clock())
            self._carry_out(state, request, actor, reason, proof)

    def find_change(self, mark: DutyMark) -> DutyChange | None:
        """Return what was done about an occurrence since somebody saw it; None where it is gone."""
        with self._database.reading() as session:
            plain = Plain.of(session)
            occurrence = occurrences.find_by_id(plain, mark.occurrence_id)
            if occurrence is None:
                return None
            newest = occurrences.find_newest(plain, occurrence.person_id, occurrence.course_id)
            return DutyChange(
                _describe(plain, occurrence, is_told=False),
                tuple(occurrence_events.list_words(plain, occurrence.id, SHOWN, mark.event_id)),
                is_renewed=newest != occurrence,
            )

    def is_done(self, member: Member, request: DutyRequest) -> bool:
        """Tell whether a member's word was taken."""
        kind, mark = RULINGS[request.act], request.mark
        with self._database.reading() as session:
            return occurrence_events.has_word_of(
                Plain.of(session), mark.occurrence_id, kind, member.id, mark.event_id
            )

    def find_person_id(self, mark: DutyMark) -> int | None:
        """Return whose occurrence it is."""
        with self._database.reading() as session:
            occurrence = occurrences.find_by_id(Plain.of(session), mark.occurrence_id)
            return None if occurrence is None else occurrence.person_id

    def _ask(self, member: Member, kind: PromptKind, request: DutyRequest) -> DutyState:
        now = self._clock()
        with self._database.writing() as session:
            state = self._get(Plain.of(session), member.id, request.act, request.mark)
            if kind is PromptKind.DUTY_REASON:
                state.check_day(request.act, request.day, now)
            prompts.put(session, member.id, kind, request.write(), now)
            return state

    def _get(self, plain: Plain, actor_id: int | None, act: DutyAct, mark: DutyMark) -> DutyState:
        occurrence = occurrences.find_by_id(plain, mark.occurrence_id)
        if occurrence is None:
            raise DutyChanged
        if occurrence.person_id == actor_id:
            raise OwnDuty
        newest = occurrences.find_newest(plain, occurrence.person_id, occurrence.course_id)
        state = _describe(plain, occurrence, is_told=False)
        if newest != occurrence or state.mark != mark or act not in state.acts:
            raise DutyChanged
        return state

    def _carry_out(
        self, state: DutyState, request: DutyRequest, actor: Actor, reason: str, proof: str
    ) -> None:
        person_id, course_id = state.person_id, state.course_id
        match request.act, request.day:
            case DutyAct.WAIVE, _:
                self._duties.waive(person_id, actor, reason, course_id)
            case DutyAct.REQUIRE, _:
                self._duties.require(person_id, actor, reason, course_id)
            case DutyAct.EXTEND, date() as day:
                self._duties.extend(person_id, day, actor, reason, course_id)
            case DutyAct.ELSEWHERE, date() as day:
                told = reason, proof, course_id
                self._duties.complete_elsewhere(person_id, day, actor, *told)
            case _:
                raise DateRefused


def _describe(plain: Plain, stored: StoredOccurrence, *, is_told: bool) -> DutyState:
    closed_by = occurrence_events.find_closing_kind(plain, stored.id) if stored.closed_at else None
    result = occurrence_events.find_result(plain, stored.id) if stored.closed_at else None
    is_waived = closed_by == Ruling.WAIVED
    completed_at, valid_until = (None, None) if is_waived or result is None else result
    return DutyState(
        DutyMark(stored.id, occurrence_events.find_last_event_id(plain, stored.id)),
        stored.person_id,
        stored.course_id,
        Occurrence(stored.number, stored.assigned_at, stored.due_at, completed_at, is_waived),
        stored.zone,
        closed_by == Ruling.ELSEWHERE,
        valid_until,
        reminders.find_last(plain, stored.person_id),
        tuple(occurrence_events.list_words(plain, stored.id, SHOWN)) if is_told else (),
    )
