"""What a notice says, worked out as it is sent: so it is never older than what it tells."""

from bot.bundle import Services
from bot.chat.screen import Screen
from bot.chat.views import flags
from bot.learning.notices import Notice, NoticeKind


async def compose(services: Services, notice: Notice) -> Screen | None:
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
