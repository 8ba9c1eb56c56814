"""Which handler does what, for whom; and what happens when one fails."""

from collections.abc import Callable, Coroutine
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import httpx
from telegram import Update
from telegram.ext import (
    Application,
    BaseHandler,
    CallbackQueryHandler,
    CommandHandler,
    ContextTypes,
    MessageHandler,
    filters,
)
from telegram.request import BaseRequest, HTTPXRequest

from bot.bundle import Services
from bot.chat import (
    assigning_taps,
    bank_taps,
    callbacks,
    certificate_taps,
    duty_taps,
    item_taps,
    people_taps,
    privacy_taps,
    report_taps,
    ruling_taps,
    texts,
)
from bot.chat.callbacks import Tap, read_tag
from bot.chat.context import LearnerContext
from bot.chat.courier import Courier
from bot.chat.delivery import Delivery
from bot.chat.handlers import (
    assigning,
    bank,
    certificates,
    claiming,
    dashboard,
    duties,
    fallback,
    flags,
    glossary,
    home,
    items,
    joining,
    keys,
    people,
    pictures,
    privacy,
    prompts,
    quiz,
    ratings,
    reminders,
    renewing,
    rosters,
    rulings,
    staff,
    study,
    uploads,
)
from bot.chat.lanes import Lanes
from bot.chat.menus import COMMANDS
from bot.chat.richtext import Rich
from bot.chat.screen import Screen
from bot.chat.transport import Request, find_proxy
from bot.chat.views.home import HOME
from bot.learning.errors import Refusal
from bot.learning.people import EVERYONE, LEADERS, PERSONNEL, REPORTERS, TRAINERS, Role

Handler = Callable[[Update, LearnerContext], Coroutine[Any, Any, None]]
BotApplication = Application[
    Courier, LearnerContext, dict[Any, Any], dict[Any, Any], dict[str, Any], Any
]

COMMAND_HANDLERS: dict[str, Handler] = {
    "start": joining.start,
    "home": home.go_home,
    "lessons": home.show_lessons,
    "practice": home.show_topics,
    "progress": home.show_progress,
    "glossary": glossary.look_up,
    "bank": bank.show_bank,
    "flags": flags.show_flags,
    "items": items.show_items,
    "people": people.show_people,
    "assign": assigning.start,
    "certificate": certificates.show_own,
    "verify": certificates.verify,
    "report": staff.show_report,
    "dashboard": dashboard.open_dashboard,
    "revoke": certificates.revoke,
    "corrections": rulings.show_corrections,
    "mydata": privacy.show_my_data,
    "forgetme": privacy.ask_to_forget,
    "accesses": privacy.show_accesses,
    "help": home.show_help,
    "cancel": prompts.cancel,
}
TAP_HANDLERS: dict[type[Tap], Handler] = {
    callbacks.AnswerWith: quiz.answer,
    callbacks.NextQuestion: quiz.go_on,
    callbacks.ReadCardAt: study.turn_card,
    callbacks.Tick: quiz.tick,
    callbacks.Submit: quiz.submit,
    callbacks.UseTelegramName: joining.welcome_again,
    callbacks.ConfirmName: joining.welcome_again,
    callbacks.AcceptInvite: claiming.accept_again,
    callbacks.DeclineInvite: claiming.decline,
    callbacks.AcceptNotice: renewing.read_already,
    callbacks.ShowHome: home.go_home,
    callbacks.ShowBank: bank.show_bank,
    bank_taps.ShowHistory: bank.show_history,
    bank_taps.LookBack: bank.look_back,
    bank_taps.GoBack: bank.go_back,
    bank_taps.DownloadBank: bank.download,
    bank_taps.ShowFiles: bank.show_files,
    bank_taps.PublishFiles: bank.publish_files,
    bank_taps.ShowPending: uploads.show_pending,
    bank_taps.ShowUpload: uploads.show_upload,
    bank_taps.ShowNews: uploads.show_news,
    bank_taps.ListProblems: uploads.list_problems,
    bank_taps.ShowChangedCard: uploads.show_card,
    bank_taps.TryUpload: uploads.try_upload,
    bank_taps.PublishUpload: uploads.publish_upload,
    bank_taps.DiscardUpload: uploads.discard_upload,
    item_taps.ShowItems: items.turn_page,
    item_taps.ShowItem: items.show_item,
    people_taps.ShowPeople: people.show_people,
    people_taps.ShowPerson: people.show_person,
    people_taps.InvitePerson: people.invite,
    people_taps.AskToUnbind: people.ask_to_unbind,
    people_taps.Unbind: people.unbind,
    people_taps.WriteUnbindReason: people.write_unbind_reason,
    people_taps.ListRoles: people.list_roles,
    people_taps.AskToGiveRole: people.ask_to_give_role,
    people_taps.GiveRole: people.give_role,
    people_taps.WriteRoleReason: people.write_role_reason,
    people_taps.ShowRoster: rosters.show_roster,
    people_taps.ApplyRoster: rosters.apply_roster,
    people_taps.DiscardRoster: rosters.discard_roster,
    bank_taps.ShowKeys: keys.show_keys,
    bank_taps.ShowKey: keys.show_key,
    bank_taps.AskToRegrade: keys.ask_for_reason,
    bank_taps.LeaveAnswers: keys.leave,
    bank_taps.GoOnRegrading: keys.go_on,
    ruling_taps.ShowCorrections: rulings.show_corrections,
    ruling_taps.ShowHeldGroup: rulings.show_group,
    ruling_taps.ShowHeldPass: rulings.show_pass,
    ruling_taps.AskToRule: rulings.ask_for_reason,
    ruling_taps.GoOnRuling: rulings.go_on,
    callbacks.ShowReport: staff.show_report,
    report_taps.ShowCounts: staff.show_counts,
    report_taps.ListReportDepartments: staff.list_departments,
    report_taps.ListReportDays: staff.list_days,
    duty_taps.LeaveAlone: reminders.leave_alone,
    duty_taps.ShowReminders: duties.show_reminders,
    duty_taps.OfferExtension: duties.offer_extension,
    duty_taps.WriteDutyDay: duties.write_day,
    duty_taps.WriteDutyReason: duties.write_reason,
    assigning_taps.StartAssigning: assigning.start,
    assigning_taps.ListTargets: assigning.list_targets,
    assigning_taps.ChooseWhom: assigning.choose_whom,
    assigning_taps.WriteAssignmentDay: assigning.write_day,
    assigning_taps.ChooseDue: assigning.choose_due,
    assigning_taps.Assign: assigning.assign,
    assigning_taps.ListAssignments: assigning.list_assignments,
    assigning_taps.AskToEnd: assigning.ask_to_end,
    assigning_taps.EndAssignment: assigning.end,
    callbacks.Continue: home.go_on,
    callbacks.ShowLessons: home.show_lessons,
    callbacks.ShowSummary: study.show_summary,
    callbacks.OpenLesson: study.open_lesson,
    callbacks.StartCheck: quiz.start_check,
    callbacks.StartTest: quiz.introduce_test,
    callbacks.BeginTest: quiz.start_test,
    callbacks.ShowPractice: home.show_topics,
    callbacks.StartPractice: quiz.start_practice,
    callbacks.PractiseMissed: quiz.practise_missed,
    callbacks.TakeHint: quiz.take_hint,
    callbacks.PutOff: quiz.put_off,
    callbacks.ResumeQuiz: quiz.resume,
    callbacks.ShowTaughtCard: study.show_taught_card,
    callbacks.ShowCardPicture: pictures.show_on_card,
    callbacks.ShowQuestionPicture: pictures.show_in_quiz,
    callbacks.ShowTaughtPicture: pictures.show_on_taught_card,
    callbacks.Review: quiz.review,
    callbacks.ShowResult: quiz.return_to_result,
    callbacks.ShowProgress: home.show_progress,
    certificate_taps.ShowCertificate: certificates.show_own,
    privacy_taps.ShowMyData: privacy.show_my_data,
    privacy_taps.AskToForget: privacy.ask_to_forget,
    privacy_taps.Forget: privacy.forget,
    callbacks.ShowGlossary: glossary.turn_page,
    callbacks.ShowTerm: glossary.open_term,
    callbacks.ShowHelp: home.show_help,
    callbacks.FlagQuestion: flags.flag_question,
    callbacks.FlagAs: flags.flag_as,
    callbacks.LeaveUncommented: flags.leave_uncommented,
    callbacks.WriteNothing: prompts.write_nothing,
    callbacks.RateLesson: ratings.rate_lesson,
    callbacks.ShowRatings: ratings.show_ratings,
    callbacks.ShowRatingComments: ratings.show_comments,
    callbacks.ShowFlags: flags.show_flags,
    callbacks.ShowFlag: flags.show_flag,
    callbacks.ShowFlaggedQuestion: flags.show_question,
    callbacks.ReplyToFlag: flags.ask_for_reply,
    callbacks.AskToCloseFlag: flags.offer_closing,
    callbacks.CloseFlag: flags.close,
}
# Buttons are for everyone, except these.
TAP_ROLES: dict[type[Tap], frozenset[Role]] = {
    callbacks.ShowBank: TRAINERS,
    bank_taps.ShowHistory: TRAINERS,
    bank_taps.LookBack: TRAINERS,
    bank_taps.GoBack: TRAINERS,
    bank_taps.DownloadBank: TRAINERS,
    bank_taps.ShowFiles: TRAINERS,
    bank_taps.PublishFiles: TRAINERS,
    bank_taps.ShowPending: TRAINERS,
    bank_taps.ShowUpload: TRAINERS,
    bank_taps.ShowNews: TRAINERS,
    bank_taps.ListProblems: TRAINERS,
    bank_taps.ShowChangedCard: TRAINERS,
    bank_taps.TryUpload: TRAINERS,
    bank_taps.PublishUpload: TRAINERS,
    bank_taps.DiscardUpload: TRAINERS,
    item_taps.ShowItems: TRAINERS,
    item_taps.ShowItem: TRAINERS,
    people_taps.ShowPeople: LEADERS,
    people_taps.ShowPerson: LEADERS,
    people_taps.InvitePerson: PERSONNEL,
    people_taps.AskToUnbind: PERSONNEL,
    people_taps.Unbind: PERSONNEL,
    people_taps.WriteUnbindReason: PERSONNEL,
    people_taps.ListRoles: PERSONNEL,
    people_taps.AskToGiveRole: PERSONNEL,
    people_taps.GiveRole: PERSONNEL,
    people_taps.WriteRoleReason: PERSONNEL,
    people_taps.ShowRoster: PERSONNEL,
    people_taps.ApplyRoster: PERSONNEL,
    people_taps.DiscardRoster: PERSONNEL,
    duty_taps.ShowReminders: PERSONNEL,
    duty_taps.OfferExtension: PERSONNEL,
    duty_taps.WriteDutyDay: PERSONNEL,
    duty_taps.WriteDutyReason: PERSONNEL,
    assigning_taps.StartAssigning: PERSONNEL,
    assigning_taps.ListTargets: PERSONNEL,
    assigning_taps.ChooseWhom: PERSONNEL,
    assigning_taps.WriteAssignmentDay: PERSONNEL,
    assigning_taps.ChooseDue: PERSONNEL,
    assigning_taps.Assign: PERSONNEL,
    assigning_taps.ListAssignments: PERSONNEL,
    assigning_taps.AskToEnd: PERSONNEL,
    assigning_taps.EndAssignment: PERSONNEL,
    bank_taps.ShowKeys: TRAINERS,
    bank_taps.ShowKey: TRAINERS,
    bank_taps.AskToRegrade: TRAINERS,
    bank_taps.LeaveAnswers: TRAINERS,
    bank_taps.GoOnRegrading: TRAINERS,
    ruling_taps.ShowCorrections: REPORTERS,
    ruling_taps.ShowHeldGroup: REPORTERS,
    ruling_taps.ShowHeldPass: REPORTERS,
    ruling_taps.AskToRule: REPORTERS,
    ruling_taps.GoOnRuling: REPORTERS,
    callbacks.ShowReport: LEADERS,
    report_taps.ShowCounts: LEADERS,
    report_taps.ListReportDepartments: LEADERS,
    report_taps.ListReportDays: LEADERS,
    callbacks.ShowRatings: TRAINERS,
    callbacks.ShowRatingComments: TRAINERS,
    callbacks.ShowFlags: TRAINERS,
    callbacks.ShowFlag: TRAINERS,
    callbacks.ShowFlaggedQuestion: TRAINERS,
    callbacks.ReplyToFlag: TRAINERS,
    callbacks.AskToCloseFlag: TRAINERS,
    callbacks.CloseFlag: TRAINERS,
}
OTHER_HANDLERS: tuple[tuple[filters.BaseFilter, Handler], ...] = (
    (filters.UpdateType.EDITED_MESSAGE, fallback.refuse_edit),
    (filters.COMMAND, fallback.refuse_command),
    (filters.TEXT, fallback.read_text),
    (filters.Document.ALL, rosters.take_file),
    (filters.ALL, fallback.refuse_media),
)

TELEGRAM = "https://api.telegram.org"


@dataclass
class Handling:
    """What the worker and the handlers tell each other about the update in hand."""

    received_at: datetime
    # PTB swallows what a handler raises; the worker looks here whether an update really is done.
    failures: list[Exception] = field(default_factory=list)


handling: ContextVar[Handling] = ContextVar("handling")


@dataclass(frozen=True)
class Connection:
    """Where the Bot API is, and how to get there; `api_url` is None for Telegram itself."""

    token: str = field(repr=False)
    api_url: str | None = None
    proxy_url: str | None = field(default=None, repr=False)  # may hold a password
    rate_factor: float = 1.0  # how many times Telegram's usual rates
    pace: float = 1.0  # of the clock of Telegram's rates, for benches
    transport: httpx.AsyncBaseTransport | None = None  # in place of the network, for tests

    @property
    def server(self) -> str:
        """The address of the Bot API."""
        return self.api_url or TELEGRAM


def build_application(connection: Connection, services: Services) -> BotApplication:
    """Put the bot together; it neither polls nor listens by itself."""
    bot = Courier(
        connection.token,
        base_url=f"{connection.server}/bot",
        base_file_url=f"{connection.server}/file/bot",
        request=make_request(connection),
        get_updates_request=make_request(connection),
        rate_limiter=Delivery(Lanes(connection.rate_factor, connection.pace)),
    )
    context_types = ContextTypes(context=LearnerContext)
    application: BotApplication = (
        Application.builder()
        .bot(bot)
        .updater(None)
        .job_queue(None)
        .context_types(context_types)
        .build()
    )
    application.bot_data["services"] = services
    application.add_handlers(list_handlers())
    application.add_error_handler(_collect)
    return application


def make_request(connection: Connection) -> BaseRequest:
    """Return a new way to Telegram; polling and calls have one each."""
    if connection.transport is not None:
        return HTTPXRequest(httpx_kwargs={"transport": connection.transport})
    return Request(connection.proxy_url or find_proxy(connection.server))


def list_handlers() -> list[BaseHandler[Update, LearnerContext, None]]:
    """Return all handlers, each behind the check of who is asking."""
    roles = {name: roles for name, _, roles in COMMANDS} | {"start": EVERYONE, "cancel": EVERYONE}
    private_only = filters.UpdateType.MESSAGE
    handlers: list[BaseHandler[Update, LearnerContext, None]] = [
        CallbackQueryHandler(_make_tap_handler())
    ]
    handlers += [
        CommandHandler(name, _guard(handler, roles[name]), filters=private_only)
        for name, handler in COMMAND_HANDLERS.items()
    ]
    handlers += [
        MessageHandler(kind, _guard(handler, EVERYONE)) for kind, handler in OTHER_HANDLERS
    ]
    return handlers


def _make_tap_handler() -> Handler:
    """Return the handler of all taps: the library would ask one kind of button after the other."""
    known = {
        kind.tag: (kind, _guard(handler, TAP_ROLES.get(kind, EVERYONE)))
        for kind, handler in TAP_HANDLERS.items()
    }
    refuse = _guard(fallback.refuse_tap, EVERYONE)

    async def handle(update: Update, context: LearnerContext) -> None:
        query = update.callback_query
        data = str(query.data) if query is not None else ""
        kind, handler = known.get(read_tag(data), (None, refuse))
        is_sound = kind is not None and kind.matches(data)
        await (handler if is_sound else refuse)(update, context)

    return handle


def _guard(handler: Handler, roles: frozenset[Role]) -> Handler:
    """Let a handler run only for people who have joined and have one of the roles today."""

    async def guarded(update: Update, context: LearnerContext) -> None:
        user = update.effective_user
        if user is None or await joining.talk_privately(update, context):
            return
        member = await context.look(context.services.enrolment.find_member, user.id)
        if member is None or member.name is None:
            await joining.let_in(update, context, member)
            return
        context.member = member
        await _note_presence(update, context)
        if member.notice_version != context.services.notice.version:
            await renewing.ask_to_read(update, context)
            return
        try:
            if member.role in roles:
                await handler(update, context)
            elif update.callback_query is not None:
                await context.toast(texts.OLD_BUTTON)
            else:
                await fallback.refuse_command(update, context)
        except Refusal as refusal:
            if update.callback_query is not None:
                await context.toast(texts.word_refusal(refusal))
            else:
                await context.send(Screen(Rich(texts.word_refusal(refusal)), [[HOME]]))
        await context.toast()  # whatever happened, no button may go on spinning

    return guarded


async def _note_presence(update: Update, context: LearnerContext) -> None:
    """Whoever writes can be reached; who does something else leaves out what was asked for."""
    member, services = context.member, context.services
    if member.unreachable_since is not None:
        context.is_cut_off = handling.get().received_at <= member.unreachable_since
        if not context.is_cut_off:
            await context.ask(services.reach.mark_reachable, member.telegram_id)
    if member.is_asked and not _is_text(update):
        await context.ask(services.prompts.end, member.id)


def _is_text(update: Update) -> bool:
    """Tell whether somebody has written a text."""
    message = update.message
    return message is not None and bool(message.text) and not filters.COMMAND.filter(message)


async def _collect(_update: object, context: LearnerContext) -> None:
    if context.error is not None:
        handling.get().failures.append(context.error)
