"""Rosters that HR sends: the difference first, then Apply or Discard."""

from telegram import Document, Update

from bot.chat.context import LearnerContext
from bot.chat.courier import FileLost, FileTooLarge
from bot.chat.handlers import uploads
from bot.chat.tapping import read_tap
from bot.chat.taps.people import ApplyRoster, DiscardRoster, ShowRoster
from bot.chat.views import roster
from bot.chat.views.home import HOME
from bot.chat.views.people import PEOPLE
from bot.chat.views.uploads import LOST, TOO_LARGE
from bot.learning.errors import RosterFileGone
from bot.learning.people import PERSONNEL, TRAINERS
from bot.learning.roster import RosterMode
from bot.learning.roster_file import RosterFileState
from bot.learning.writing import drop_marks
from bot.limits import MAX_DOWNLOAD
from bot.roster.parsing import is_roster
from bot.roster.sheets import UnreadableFile
from bot.services.rosters import RosterOvertaken, RowsRefused, TooManyLeave

TABLES = (".csv", ".xlsx")
NAMELESS = "roster"


async def take_file(update: Update, context: LearnerContext) -> None:
    """Take HR's file as a roster, and everybody else's for the bank; administrators send both."""
    document, role = update.message.document if update.message else None, context.member.role
    if document is None or role not in PERSONNEL:
        await uploads.take_file(update, context)
        return
    if role in TRAINERS and not (document.file_name or "").lower().endswith(TABLES):
        await uploads.take_file(update, context)
        return
    try:
        body = await _fetch(context, document)
    except FileTooLarge:
        await context.say(TOO_LARGE, [PEOPLE, HOME])
    except FileLost:
        await context.say(LOST, [PEOPLE, HOME])
    else:
        if role in TRAINERS and not await context.compute(is_roster, body):
            await uploads.take_file(update, context)
        else:
            name = drop_marks(document.file_name or "") or NAMELESS
            await _take_roster(update, context, name, body)


async def show_roster(update: Update, context: LearnerContext) -> None:
    """Show what a roster changes, as additions and changes or as the whole staff."""
    tap = read_tap(update, ShowRoster)
    await _show(context, tap.file_id, tap.mode)


async def apply_roster(update: Update, context: LearnerContext) -> None:
    """Take a roster over, unless the difference is another one by now."""
    tap = read_tap(update, ApplyRoster)
    files, member_id = context.services.roster_files, context.member.id
    try:
        proposal = await context.compute(files.propose, member_id, tap.file_id, tap.mode)
        place = member_id, tap.file_id, proposal, tap.digest
        difference = await context.ask(files.apply, *place, is_many_meant=tap.is_sure)
    except RosterFileGone as gone:
        if gone.state is not RosterFileState.APPLIED:
            raise
        await context.reply(roster.show_applied_before(), roster.APPLIED_ALREADY)
    except RowsRefused as refused:
        await context.reply(roster.show_problems(NAMELESS, refused.problems))
    except (RosterOvertaken, TooManyLeave):
        await _show(context, tap.file_id, tap.mode, roster.OVERTAKEN)
    else:
        renamed = await context.compute(context.services.certificates.count_renamed)
        await context.reply(roster.show_applied(difference, renamed))


async def reissue_all(update: Update, context: LearnerContext) -> None:
    """Replace all certificates in a former name by the same in the names of today."""
    del update
    certificates, made = context.services.certificates, 0
    while some := await context.ask(certificates.reissue_renamed, context.member.id):
        made += some
    await context.reply(roster.show_reissued(made))


async def discard_roster(update: Update, context: LearnerContext) -> None:
    """Forget a roster."""
    tap = read_tap(update, DiscardRoster)
    await context.ask(context.services.roster_files.discard, context.member.id, tap.file_id)
    await context.reply(roster.show_discarded())


async def _fetch(context: LearnerContext, document: Document) -> bytes:
    if (document.file_size or 0) > MAX_DOWNLOAD:
        raise FileTooLarge
    return await context.bot.fetch_file(document.file_id)


async def _take_roster(update: Update, context: LearnerContext, name: str, body: bytes) -> None:
    files, member_id = context.services.roster_files, context.member.id
    try:
        proposal = await context.compute(files.look, name, body)
    except UnreadableFile as error:
        await context.send(roster.show_unreadable(name, str(error)))
    except RowsRefused as refused:
        await context.send(roster.show_problems(name, refused.problems))
        if roster.has_more(refused.problems):
            content = roster.write_problems(refused.problems)
            await context.send_file("problems.txt", content, "All wrong rows, by line.")
    else:
        file_id = await context.ask(files.keep, member_id, update.update_id, name, body)
        await context.send(roster.show_proposal(proposal, file_id))


async def _show(
    context: LearnerContext, file_id: int, mode: RosterMode, toast: str | None = None
) -> None:
    propose = context.services.roster_files.propose
    try:
        proposal = await context.compute(propose, context.member.id, file_id, mode)
    except RowsRefused as refused:  # the record has changed since
        await context.reply(roster.show_problems(NAMELESS, refused.problems))
    else:
        await context.reply(roster.show_proposal(proposal, file_id), toast)
