"""What a notice says, worked out as it is sent: so it is never older than what it tells."""

import logging
from collections.abc import Awaitable, Callable

from bot.bundle import Services
from bot.chat.screen import Paper, Screen
from bot.chat.views import (
    certificates,
    corrected,
    flags,
    keys,
    reminders,
    rulings,
    staff,
    subscriptions,
)
from bot.learning.errors import FlagGone
from bot.learning.notices import Notice, NoticeKind
from bot.reports.counts import Counted

log = logging.getLogger(__name__)

Composer = Callable[[Services, Notice], Awaitable[Screen | Paper | None]]


async def compose(services: Services, notice: Notice) -> Screen | Paper | None:
    """Return the message, or None where there is nothing to say any more."""
    try:
        return await COMPOSERS[notice.kind](services, notice)
    except FlagGone:
        return None  # the learner has erased it


async def _tell_flag(services: Services, notice: Notice) -> Screen | None:
    flag = await services.compute(services.flags.find, notice.subject_id)
    if not flag.is_open:
        return None
    return flags.show_flag(flag, await services.count(services.items.find, flag.question))


async def _tell_flag_answer(services: Services, notice: Notice) -> Screen:
    return flags.show_answer(await services.look(services.flags.find_answer, notice.subject_id))


async def _hand_over_certificate(services: Services, notice: Notice) -> Paper | None:
    certificate = await services.look(services.certificates.get, notice.subject_id)
    if certificate.ending is not None:
        return None
    printed = await services.compute(services.print_certificate, certificate)
    return certificates.hand_over(certificate, printed)


async def _tell_revocation(services: Services, notice: Notice) -> Screen:
    certificate = await services.look(services.certificates.get, notice.subject_id)
    return certificates.tell_revoked(certificate, services.contact)


async def _announce_keys(services: Services, _notice: Notice) -> Screen | None:
    due = await services.compute(services.regrading.count_due)
    return keys.announce_keys(due) if due else None


async def _tell_corrected(services: Services, notice: Notice) -> Screen | None:
    find = services.regrading.find_told
    told = await services.look(find, notice.subject_id, notice.person_id)
    return None if told is None else corrected.show_corrected(told)


async def _announce_waiting(services: Services, _notice: Notice) -> Screen | None:
    waiting = await services.compute(services.rulings.count_waiting)
    return rulings.announce_waiting(waiting) if waiting else None


async def _tell_taken(services: Services, notice: Notice) -> Screen:
    taken = await services.look(services.regrading.find_taken, notice.subject_id)
    return corrected.show_taken(taken)


async def _remind(services: Services, notice: Notice) -> Screen | None:
    reminder = await services.look(services.reminders.find, notice.subject_id)
    if reminder is None:
        return None
    course_id = reminder.occurrence.course_id
    standing = await services.look(services.study.stand, notice.person_id, course_id)
    return reminders.show_reminder(standing, is_first=reminder.is_first)


async def _list_overdue(services: Services, notice: Notice) -> Screen | None:
    digest = await services.look(services.reminders.find_digest, notice.person_id)
    return None if digest is None else reminders.show_digest(digest)


async def _report(services: Services, notice: Notice) -> Screen | None:
    use_cases, report_id = services.subscriptions, notice.subject_id
    member = await services.look(services.enrolment.find_member, notice.telegram_id)
    wanted = await services.look(use_cases.find_report, member, report_id)
    if member is None or wanted is None:
        return None
    count = services.counts.count
    counted = await services.count(count, member, wanted.department, course_key=wanted.course)
    if subscriptions.is_gone(wanted, counted):
        await services.ask(use_cases.end, member, wanted.id)
        return subscriptions.tell_gone(wanted)
    former = await services.look(use_cases.find_former, report_id)
    await services.ask(use_cases.keep_counts, report_id, subscriptions.list_counts(counted))
    picture = await _draw(services, counted)
    return subscriptions.show_report(counted, wanted, former, services.signin.address, picture)


async def _draw(services: Services, counted: Counted) -> bytes | None:
    try:
        return await services.compute(staff.paint_counts, counted)
    except Exception:
        log.exception("the picture of a report cannot be drawn")
        return None  # the words say all of it


COMPOSERS: dict[NoticeKind, Composer] = {
    NoticeKind.FLAG: _tell_flag,
    NoticeKind.FLAG_ANSWER: _tell_flag_answer,
    NoticeKind.CERTIFICATE: _hand_over_certificate,
    NoticeKind.REVOCATION: _tell_revocation,
    NoticeKind.KEYS_CORRECTED: _announce_keys,
    NoticeKind.RESULT_CORRECTED: _tell_corrected,
    NoticeKind.CORRECTION_WAITS: _announce_waiting,
    NoticeKind.CORRECTION_APPLIED: _tell_taken,
    NoticeKind.REMINDER: _remind,
    NoticeKind.DIGEST: _list_overdue,
    NoticeKind.REPORT: _report,
}
