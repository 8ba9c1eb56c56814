"""One's own certificate, verifying a code, and revoking."""

from telegram import Update

from bot.chat.context import LearnerContext
from bot.chat.tapping import read_tap
from bot.chat.taps.certificates import ShowCertificate
from bot.chat.views import certificates
from bot.learning.accesses import AccessKind
from bot.learning.certificates import resembles_code
from bot.learning.people import REPORTERS


async def show_own(update: Update, context: LearnerContext) -> None:
    """Send a member their certificates again."""
    course_id = None
    if update.callback_query is not None:
        course_id = read_tap(update, ShowCertificate).course_id
    services = context.services
    held = await context.ask(services.certificates.list_own, context.member.id)
    held = [one for one in held if course_id in (None, one.course_id)]
    current = [one for one in held if one.ending is None]
    for certificate in current:
        printed = await context.compute(services.print_certificate, certificate)
        await context.send_paper(certificates.hand_over(certificate, printed))
    if not current and held:
        await context.reply(certificates.tell_revoked(held[0], services.contact))
    elif not current:
        await context.reply(certificates.show_none())


async def verify(update: Update, context: LearnerContext) -> None:
    """Say what the code after the command is worth."""
    code = "".join(context.args or [])
    if not code:
        await context.reply(certificates.ask_for_code())
        return
    if not resembles_code(code):
        await context.reply(certificates.show_no_code())
        return
    verification = await context.ask(
        context.services.certificates.verify_for,
        context.member.id,
        code,
        update_id=update.update_id,
    )
    is_reporter = context.member.role in REPORTERS
    await context.reply(certificates.show_verification(verification, is_reporter=is_reporter))


async def revoke(update: Update, context: LearnerContext) -> None:
    """Ask HR for the reason why the certificate with that code is to be revoked."""
    del update
    code = "".join(context.args or [])
    if not code:
        await context.reply(certificates.ask_to_revoke())
        return
    ask = context.services.certificates.ask_for_reason
    certificate = await context.ask(ask, context.member.id, code)
    holder_id = certificate.person_id
    await context.note_access(AccessKind.CERTIFICATE, subject_id=holder_id)
    await context.reply(certificates.ask_for_reason(certificate))
