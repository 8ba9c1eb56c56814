"""Files that trainers send for the bank: shown, tried, taught or discarded."""

from telegram import Document, Update
from telegram.constants import ChatAction

from bot.chat import texts
from bot.chat.context import LearnerContext
from bot.chat.courier import FileLost, FileTooLarge
from bot.chat.handlers.fallback import HELP
from bot.chat.handlers.quiz import ask_question
from bot.chat.richtext import Rich
from bot.chat.screen import Screen
from bot.chat.tapping import read_tap
from bot.chat.taps.bank import (
    DiscardUpload,
    ListProblems,
    PublishUpload,
    ShowChangedCard,
    ShowNews,
    ShowUpload,
    TryUpload,
)
from bot.chat.views import bank
from bot.chat.views import uploads as views
from bot.chat.views.home import HOME
from bot.chat.views.problems import write_problems
from bot.content.archive import NamedFile
from bot.learning.people import TRAINERS
from bot.learning.writing import drop_marks
from bot.limits import MAX_DOWNLOAD
from bot.services.examiner import Examined
from bot.services.publisher import Overtaken
from bot.services.uploads import SentFile

NAMELESS = "file"
PROBLEMS = "problems.txt"


async def take_file(update: Update, context: LearnerContext) -> None:
    """Take a trainer's file and show what it would change; thank everybody else."""
    message = update.message
    document = message.document if message is not None else None
    if message is None or document is None or context.member.role not in TRAINERS:
        await context.say(texts.NO_FILE, [HOME, HELP])
        return
    try:
        upload_id = await _keep(context, update, document, message.media_group_id)
    except FileTooLarge:
        await context.say(views.TOO_LARGE, [bank.BANK, HOME])
    except FileLost:
        await context.say(views.LOST, [bank.BANK, HOME])
    else:
        await _show_kept(context, upload_id, is_album=message.media_group_id is not None)


async def show_pending(update: Update, context: LearnerContext) -> None:
    """Show what waits for a word."""
    del update
    upload_id = await context.look(context.services.uploads.find_pending, context.member.id)
    if upload_id is None:
        await context.reply(Screen(Rich(views.NOTHING_WAITS), [[bank.BANK], [HOME]]))
        return
    await context.reply(views.show_examined(await _examine(context, upload_id)))


async def show_upload(update: Update, context: LearnerContext) -> None:
    """Show what the files would change: one page of it, or with what they lack removed."""
    tap = read_tap(update, ShowUpload)
    examined = await _examine(context, tap.upload_id, is_replacing=tap.is_replacing)
    await context.reply(views.show_examined(examined, tap.page))


async def show_news(update: Update, context: LearnerContext) -> None:
    """Show what others have published since the files came."""
    tap = read_tap(update, ShowNews)
    examined = await _examine(context, tap.upload_id, is_replacing=tap.is_replacing)
    await context.reply(views.show_news(examined, tap.page))


async def show_card(update: Update, context: LearnerContext) -> None:
    """Show a card that the files add or change."""
    tap = read_tap(update, ShowChangedCard)
    examined = await _examine(context, tap.upload_id, is_replacing=tap.is_replacing)
    await context.reply(views.show_card(examined, tap.index))


async def list_problems(update: Update, context: LearnerContext) -> None:
    """Send all problems as a text."""
    tap = read_tap(update, ListProblems)
    examined = await _examine(context, tap.upload_id, is_replacing=tap.is_replacing)
    await context.toast()
    content = write_problems(examined.problems)
    await context.send_file(PROBLEMS, content, "Each line: file, line, column, and what to mend.")


async def try_upload(update: Update, context: LearnerContext) -> None:
    """Ask the questions that the files change, as learners see them."""
    tap = read_tap(update, TryUpload)
    uploads, place = context.services.uploads, (context.member.id, tap.upload_id)
    await _examine(context, tap.upload_id, is_replacing=tap.is_replacing)  # beside other chats
    asked = await context.ask(uploads.start_trial, *place, is_replacing=tap.is_replacing)
    await ask_question(context, asked.session_id)


async def publish_upload(update: Update, context: LearnerContext) -> None:
    """Teach what was sent, unless another version is taught by now than the one shown."""
    tap = read_tap(update, PublishUpload)
    uploads, place = context.services.uploads, (context.member.id, tap.upload_id)
    await context.compute(uploads.prepare, *place, is_replacing=tap.is_replacing)
    try:
        published = await context.ask(
            uploads.publish, *place, tap.beside, is_replacing=tap.is_replacing
        )
    except Overtaken:
        examined = await _examine(context, tap.upload_id, is_replacing=tap.is_replacing)
        await context.reply(views.show_examined(examined), views.OVERTAKEN)
        return
    toast = f"It is published already: v{published.number}." if published.is_repeat else None
    due = await context.compute(context.services.regrading.count_due)
    await context.reply(bank.show_taught(published.number, due), toast)


async def discard_upload(update: Update, context: LearnerContext) -> None:
    """Forget what was sent."""
    tap = read_tap(update, DiscardUpload)
    discard = context.services.uploads.discard
    is_new = await context.ask(discard, context.member.id, tap.upload_id)
    await context.reply(views.show_discarded(), None if is_new else "It is discarded already.")


async def _keep(
    context: LearnerContext, update: Update, document: Document, album: str | None
) -> int:
    """Fetch the file and keep it, unless the same update had got so far before a crash."""
    uploads, person_id = context.services.uploads, context.member.id
    kept = await context.look(uploads.find_kept, person_id, update.update_id)
    if kept is not None:
        return kept
    if (document.file_size or 0) > MAX_DOWNLOAD:
        raise FileTooLarge
    await context.bot.send_chat_action(context.member.telegram_id, ChatAction.TYPING)
    body = await context.bot.fetch_file(document.file_id)
    name = " ".join(drop_marks(document.file_name or "").split()) or NAMELESS
    sent = SentFile(update.update_id, NamedFile(name, body), album)
    return await context.ask(uploads.keep, person_id, sent)


async def _show_kept(context: LearnerContext, upload_id: int, *, is_album: bool) -> None:
    """Show what came of the files; those that come in one go share a message."""
    uploads = context.services.uploads
    examined = await _examine(context, upload_id)
    if examined.is_publishable:
        await context.ask(uploads.offer, context.member.id, upload_id)
    screen = views.show_examined(examined)
    if is_album and examined.message_id is not None:
        await context.edit_own(examined.message_id, screen)
        return
    message_id = await context.send(screen)
    await context.ask(uploads.mark_shown, upload_id, message_id)


async def _examine(
    context: LearnerContext, upload_id: int, *, is_replacing: bool = False
) -> Examined:
    examine = context.services.uploads.examine
    return await context.compute(examine, context.member.id, upload_id, is_replacing=is_replacing)
