"""What trainers ask of the question bank."""

from telegram import Update

from bot.chat.context import LearnerContext
from bot.chat.tapping import read_tap
from bot.chat.taps.bank import BankForm, DownloadBank, GoBack, LookBack, PublishFiles, ShowFiles
from bot.chat.views import bank
from bot.chat.views import uploads as views
from bot.learning.publication import Origin
from bot.services.publisher import Overtaken, Proposal, Unsound

HISTORY = "history"  # the word after /bank


async def show_bank(update: Update, context: LearnerContext) -> None:
    """Show a trainer the question bank in figures, or its history where that word follows."""
    if [word.lower() for word in context.args or []] == [HISTORY]:
        await show_history(update, context)
        return
    await _show_bank(context)


async def show_history(update: Update, context: LearnerContext) -> None:
    """List the versions that were taught, with ways back."""
    del update
    history = await context.look(context.services.bank.list_history)
    await context.reply(bank.show_history(history))


async def look_back(update: Update, context: LearnerContext) -> None:
    """Show what going back would change, before anything happens."""
    tap = read_tap(update, LookBack)
    way = await context.compute(context.services.bank.look_back, tap.number)
    await context.reply(bank.show_way_back(way))


async def go_back(update: Update, context: LearnerContext) -> None:
    """Teach an earlier version again."""
    tap = read_tap(update, GoBack)
    services = context.services
    await context.compute(services.bank.look_back, tap.number)  # reads both versions, beside others
    way = await context.ask(services.bank.go_back, tap.number, tap.beside, context.member.id)
    due = await context.compute(services.regrading.count_due) if way.is_there else 0
    await context.reply(bank.show_way_back(way, due))


async def download(update: Update, context: LearnerContext) -> None:
    """Send what is taught as a file."""
    form, bank_ = read_tap(update, DownloadBank).form, context.services.bank
    makers = {
        BankForm.CONTENT: bank_.pack,
        BankForm.WORKBOOK: bank_.write_workbook,
        BankForm.TEMPLATE: bank_.write_template,
    }
    await context.toast()
    file = await context.compute(makers[form])
    await context.send_file(file.name, file.body, views.CAPTIONS[form])


async def show_files(update: Update, context: LearnerContext) -> None:
    """Show what the files on disk would change."""
    await _show_files(context, read_tap(update, ShowFiles).page)


async def publish_files(update: Update, context: LearnerContext) -> None:
    """Teach the files on disk, unless they or what is taught are not what was shown."""
    tap, services = read_tap(update, PublishFiles), context.services
    proposal = await _propose(context)
    if proposal is None or not proposal.is_new:
        await _show_files(context)
        return
    if (proposal.base.version_id, proposal.mark) != (tap.beside, tap.state):
        await _show_files(context, toast=views.OVERTAKEN)
        return
    publish, person_id = services.publisher.publish, context.member.id
    try:
        edition = await context.ask(publish, proposal, Origin.DISK, person_id)
    except Overtaken:
        await _show_files(context, toast=views.OVERTAKEN)
        return
    due = await context.compute(services.regrading.count_due)
    await context.reply(bank.show_taught(edition.number or 0, due))


async def _show_files(context: LearnerContext, page: int = 0, toast: str | None = None) -> None:
    proposal = await _propose(context)
    if proposal is None or not proposal.is_new:
        await _show_bank(context, toast)
        return
    running = await context.compute(context.services.publisher.count_running, proposal.difference)
    await context.reply(views.show_files(proposal, page, running), toast)


async def _show_bank(context: LearnerContext, toast: str | None = None) -> None:
    state = await context.compute(context.services.bank.inspect)
    upload_id = await context.look(context.services.uploads.find_pending, context.member.id)
    due = await context.compute(context.services.regrading.count_due)
    await context.reply(bank.show_bank(state, due, is_waiting=upload_id is not None), toast)


async def _propose(context: LearnerContext) -> Proposal | None:
    """Return what the files on disk say; None where they have errors, which the bank lists."""
    try:
        return await context.compute(context.services.bank.propose_files)
    except Unsound:
        return None
