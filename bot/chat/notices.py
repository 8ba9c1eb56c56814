"""What a notice says, worked out as it is sent: so it is never older than what it tells."""

from bot.bundle import Services
from bot.chat.screen import Paper, Screen
from bot.chat.views import certificates, corrected, flags, keys, rulings
from bot.learning.notices import Notice, NoticeKind


async def compose(services: Services, notice: Notice) -> Screen | Paper | None:
    """Return the message, or None where there is nothing to say any more."""
    match notice.kind:
        case NoticeKind.FLAG:
            flag = await services.compute(services.flags.find, notice.subject_id)
            if not flag.is_open:
                return None
            item = await services.count(services.items.find, flag.question)
            return flags.show_flag(flag, item)
        case NoticeKind.FLAG_ANSWER:
            answer = await services.look(services.flags.find_answer, notice.subject_id)
            return flags.show_answer(answer)
        case NoticeKind.CERTIFICATE | NoticeKind.REVOCATION:
            return await _compose_certificate(services, notice)
        case _:
            return await _compose_correction(services, notice)


async def _compose_certificate(services: Services, notice: Notice) -> Screen | Paper | None:
    certificate = await services.look(services.certificates.get, notice.subject_id)
    if notice.kind is NoticeKind.REVOCATION:
        return certificates.tell_revoked(certificate, services.contact)
    if certificate.ending is not None:
        return None
    printed = await services.compute(services.print_certificate, certificate)
    return certificates.hand_over(certificate, printed)


async def _compose_correction(services: Services, notice: Notice) -> Screen | None:
    if notice.kind is NoticeKind.KEYS_CORRECTED:
        due = await services.compute(services.regrading.count_due)
        return keys.announce_keys(due) if due else None
    if notice.kind is NoticeKind.RESULT_CORRECTED:
        find = services.regrading.find_told
        told = await services.look(find, notice.subject_id, notice.person_id)
        return None if told is None else corrected.show_corrected(told)
    if notice.kind is NoticeKind.CORRECTION_WAITS:
        waiting = await services.compute(services.rulings.count_waiting)
        return rulings.announce_waiting(waiting) if waiting else None
    taken = await services.look(services.regrading.find_taken, notice.subject_id)
    return corrected.show_taken(taken)
