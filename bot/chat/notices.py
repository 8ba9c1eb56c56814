"""What a notice says, worked out as it is sent: so it is never older than what it tells."""

from bot.bundle import Services
from bot.chat.screen import Paper, Screen
from bot.chat.views import certificates, flags
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
        case NoticeKind.CERTIFICATE:
            certificate = await services.look(services.certificates.get, notice.subject_id)
            if certificate.ending is not None:
                return None
            printed = await services.compute(services.print_certificate, certificate)
            return certificates.hand_over(certificate, printed)
        case NoticeKind.REVOCATION:
            certificate = await services.look(services.certificates.get, notice.subject_id)
            return certificates.tell_revoked(certificate, services.contact)
