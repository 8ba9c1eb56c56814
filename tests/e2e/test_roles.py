"""Every handler with every role, and with nobody: the table fails when a new one is not in it."""

import pytest

from bot.chat.menus import COMMANDS, OF_SEVERAL, WEB_ONLY
from bot.chat.table import COMMAND_HANDLERS, TAP_TABLE
from bot.chat.taps import assigning as assigning_taps
from bot.chat.taps import bank as bank_taps
from bot.chat.taps import certificates as certificates_taps
from bot.chat.taps import courses as courses_taps
from bot.chat.taps import duties as duties_taps
from bot.chat.taps import flags as flags_taps
from bot.chat.taps import glossary as glossary_taps
from bot.chat.taps import home as home_taps
from bot.chat.taps import invitations as invitations_taps
from bot.chat.taps import items as items_taps
from bot.chat.taps import joining as joining_taps
from bot.chat.taps import people as people_taps
from bot.chat.taps import privacy as privacy_taps
from bot.chat.taps import prompts as prompts_taps
from bot.chat.taps import quiz as quiz_taps
from bot.chat.taps import ratings as ratings_taps
from bot.chat.taps import report as report_taps
from bot.chat.taps import rulings as rulings_taps
from bot.chat.taps import study as study_taps
from bot.chat.taps import subscriptions as subscriptions_taps
from bot.chat.taps import tokens as tokens_taps
from bot.chat.taps.bank import BankForm
from bot.chat.taps.tap import Tap
from bot.learning.assignments import Target
from bot.learning.corrections import PassOutcome
from bot.learning.dossier import InviteReason, RoleReason, UnbindReason
from bot.learning.duties import DutyAct
from bot.learning.flags import FlagOutcome, FlagReason
from bot.learning.joining import VERSION
from bot.learning.people import EVERYONE, Role
from bot.learning.roster import RosterMode
from bot.learning.subscriptions import Rhythm
from bot.storage.tables import Person
from tests.e2e.stage import Stage

STAFF = {
    "bank": frozenset({Role.TRAINER, Role.ADMIN}),
    "flags": frozenset({Role.TRAINER, Role.ADMIN}),
    "items": frozenset({Role.TRAINER, Role.ADMIN}),
    "report": frozenset({Role.HR, Role.ADMIN}),
    "counts": frozenset({Role.MANAGER, Role.HR, Role.ADMIN}),
    "people": frozenset({Role.MANAGER, Role.HR, Role.ADMIN}),
    "revoke": frozenset({Role.HR, Role.ADMIN}),
}
NOBODY = "nobody here by that number"
NOTHING_WAITS = "waits for nothing any more"
OFF_MENU = {"start", "cancel", "courses"}  # no help in a list; of courses there is only one here
# Command -> who may, and words that show that it worked.
COMMAND_EXAMPLES: dict[str, tuple[frozenset[Role], str]] = {
    "start": (EVERYONE, "Customer centricity at work"),
    "home": (EVERYONE, "Customer centricity at work"),
    "courses": (EVERYONE, "Customer centricity at work"),
    "lessons": (EVERYONE, "opens when every lesson is done"),
    "practice": (EVERYONE, "Pick a topic"),
    "progress": (EVERYONE, "The course is complete when"),
    "glossary": (EVERYONE, "Tap a term"),
    "bank": (STAFF["bank"], "Question bank · v1"),
    "flags": (STAFF["flags"], "Flagged questions"),
    "items": (STAFF["items"], "None has 10 answers yet"),
    "people": (STAFF["people"], "Write /people and a name"),
    "assign": (STAFF["report"], "Whom is it for?"),
    "report": (STAFF["counts"], "completed"),
    "dashboard": (STAFF["people"], "no public address"),
    "tokens": (STAFF["report"], "web server, which is off here"),
    "certificate": (EVERYONE, "You have no certificate yet"),
    "verify": (EVERYONE, "Send /verify and the code"),
    "revoke": (STAFF["revoke"], "Send /revoke and the code"),
    "corrections": (STAFF["report"], "No pass waits for your word."),
    "mydata": (EVERYONE, "What is stored about you"),
    "forgetme": (EVERYONE, "Erase what is your own?"),
    "accesses": (frozenset({Role.ADMIN}), "Who has looked"),
    "cancel": (EVERYONE, "Nothing is asked of you now"),
    "help": (EVERYONE, "Read a lesson card by card"),
}
# Button -> an example of it, and words in its answer or toast. Buttons are for everyone, and open
# what is the tapping person's own, except those in TAP_ROLES.
TAP_ROLES = {
    bank_taps.ShowBank: STAFF["bank"],
    bank_taps.ShowHistory: STAFF["bank"],
    bank_taps.LookBack: STAFF["bank"],
    bank_taps.GoBack: STAFF["bank"],
    bank_taps.DownloadBank: STAFF["bank"],
    bank_taps.ShowFiles: STAFF["bank"],
    bank_taps.PublishFiles: STAFF["bank"],
    bank_taps.ShowPending: STAFF["bank"],
    bank_taps.ShowUpload: STAFF["bank"],
    bank_taps.ShowNews: STAFF["bank"],
    bank_taps.ListProblems: STAFF["bank"],
    bank_taps.ShowChangedCard: STAFF["bank"],
    bank_taps.TryUpload: STAFF["bank"],
    bank_taps.PublishUpload: STAFF["bank"],
    bank_taps.DiscardUpload: STAFF["bank"],
    items_taps.ShowItems: STAFF["items"],
    items_taps.ShowItem: STAFF["items"],
    people_taps.ShowPeople: STAFF["people"],
    people_taps.ShowPerson: STAFF["people"],
    people_taps.ListUnreached: STAFF["people"],
    subscriptions_taps.ShowSubscription: STAFF["counts"],
    subscriptions_taps.Subscribe: STAFF["counts"],
    subscriptions_taps.EndSubscription: STAFF["counts"],
    certificates_taps.ReissueOne: STAFF["report"],
    certificates_taps.ReissueAll: STAFF["report"],
    people_taps.InvitePerson: STAFF["report"],
    people_taps.MakeInvite: STAFF["report"],
    people_taps.WriteInviteReason: STAFF["report"],
    invitations_taps.ShowInvitations: STAFF["report"],
    invitations_taps.MakeInvitations: STAFF["report"],
    people_taps.AskToUnbind: STAFF["report"],
    people_taps.Unbind: STAFF["report"],
    people_taps.WriteUnbindReason: STAFF["report"],
    people_taps.ListRoles: STAFF["report"],
    people_taps.AskToGiveRole: STAFF["report"],
    people_taps.GiveRole: STAFF["report"],
    people_taps.WriteRoleReason: STAFF["report"],
    people_taps.ShowRoster: STAFF["report"],
    people_taps.ApplyRoster: STAFF["report"],
    people_taps.DiscardRoster: STAFF["report"],
    duties_taps.ShowReminders: STAFF["report"],
    duties_taps.OfferExtension: STAFF["report"],
    duties_taps.WriteDutyDay: STAFF["report"],
    duties_taps.WriteDutyReason: STAFF["report"],
    assigning_taps.StartAssigning: STAFF["report"],
    assigning_taps.ListTargets: STAFF["report"],
    assigning_taps.ChooseWhom: STAFF["report"],
    assigning_taps.WriteAssignmentDay: STAFF["report"],
    assigning_taps.ChooseDue: STAFF["report"],
    assigning_taps.Assign: STAFF["report"],
    assigning_taps.ListAssignments: STAFF["report"],
    assigning_taps.AskToEnd: STAFF["report"],
    assigning_taps.EndAssignment: STAFF["report"],
    bank_taps.ShowKeys: STAFF["bank"],
    bank_taps.ShowKey: STAFF["bank"],
    bank_taps.AskToRegrade: STAFF["bank"],
    bank_taps.LeaveAnswers: STAFF["bank"],
    bank_taps.GoOnRegrading: STAFF["bank"],
    rulings_taps.ShowCorrections: STAFF["report"],
    rulings_taps.ShowHeldGroup: STAFF["report"],
    rulings_taps.ShowHeldPass: STAFF["report"],
    rulings_taps.AskToRule: STAFF["report"],
    rulings_taps.GoOnRuling: STAFF["report"],
    report_taps.ShowReport: STAFF["counts"],
    report_taps.ShowCounts: STAFF["counts"],
    report_taps.ListReportDepartments: STAFF["counts"],
    report_taps.ListReportCourses: STAFF["counts"],
    report_taps.ShowReportPicture: STAFF["counts"],
    report_taps.SendReport: STAFF["counts"],
    report_taps.ListReportDays: STAFF["counts"],
    tokens_taps.ShowTokens: STAFF["report"],
    tokens_taps.AskToRevokeToken: STAFF["report"],
    tokens_taps.RevokeToken: STAFF["report"],
    ratings_taps.ShowRatings: STAFF["flags"],
    ratings_taps.ShowRatingComments: STAFF["flags"],
    flags_taps.ShowFlags: STAFF["flags"],
    flags_taps.ShowFlag: STAFF["flags"],
    flags_taps.ShowFlaggedQuestion: STAFF["flags"],
    flags_taps.ReplyToFlag: STAFF["flags"],
    flags_taps.AskToCloseFlag: STAFF["flags"],
    flags_taps.CloseFlag: STAFF["flags"],
}
TAP_EXAMPLES: dict[type[Tap], tuple[Tap, str]] = {
    bank_taps.ShowBank: (bank_taps.ShowBank(), "Question bank · v1"),
    bank_taps.ShowHistory: (bank_taps.ShowHistory(), "from the files on disk"),
    bank_taps.LookBack: (bank_taps.LookBack(1), "v1 is taught now"),
    bank_taps.GoBack: (bank_taps.GoBack(1, 1), "v1 is taught now"),
    bank_taps.DownloadBank: (bank_taps.DownloadBank(BankForm.CONTENT), "All that is taught."),
    bank_taps.ShowFiles: (bank_taps.ShowFiles(0), "Question bank · v1"),
    bank_taps.PublishFiles: (bank_taps.PublishFiles(1, "0"), "Question bank · v1"),
    bank_taps.ShowPending: (bank_taps.ShowPending(), "Nothing of yours waits"),
    bank_taps.ShowUpload: (bank_taps.ShowUpload(1, 0, is_replacing=False), "No such file"),
    bank_taps.ShowNews: (bank_taps.ShowNews(1, 0, is_replacing=False), "No such file"),
    bank_taps.ListProblems: (bank_taps.ListProblems(1, is_replacing=False), "No such file"),
    bank_taps.ShowChangedCard: (
        bank_taps.ShowChangedCard(1, 0, is_replacing=False),
        "No such file",
    ),
    bank_taps.TryUpload: (bank_taps.TryUpload(1, is_replacing=False), "No such file"),
    bank_taps.PublishUpload: (bank_taps.PublishUpload(1, 1, is_replacing=False), "No such file"),
    bank_taps.DiscardUpload: (bank_taps.DiscardUpload(1), "No such file"),
    items_taps.ShowItems: (items_taps.ShowItems(0), "None has 10 answers yet"),
    items_taps.ShowItem: (items_taps.ShowItem("slogan-or-more"), "None has 10 answers yet"),
    people_taps.ShowPeople: (people_taps.ShowPeople(), "Write /people and a name"),
    people_taps.ShowPerson: (people_taps.ShowPerson(999), NOBODY),
    subscriptions_taps.ShowSubscription: (
        subscriptions_taps.ShowSubscription("", ""),
        "A report by itself",
    ),
    subscriptions_taps.Subscribe: (
        subscriptions_taps.Subscribe("", "", Rhythm.WEEKLY),
        "It comes every week",
    ),
    subscriptions_taps.EndSubscription: (
        subscriptions_taps.EndSubscription(999),
        "That subscription isn't yours",
    ),
    people_taps.ListUnreached: (people_taps.ListUnreached(0), "Nobody is out of reach"),
    certificates_taps.ReissueOne: (certificates_taps.ReissueOne(999), NOBODY),
    certificates_taps.ReissueAll: (certificates_taps.ReissueAll(), "in a former name any more"),
    people_taps.InvitePerson: (people_taps.InvitePerson(999), NOBODY),
    people_taps.MakeInvite: (people_taps.MakeInvite(999, InviteReason.LOST), NOBODY),
    people_taps.WriteInviteReason: (people_taps.WriteInviteReason(999), NOBODY),
    invitations_taps.ShowInvitations: (invitations_taps.ShowInvitations(), "0 people invited"),
    invitations_taps.MakeInvitations: (
        invitations_taps.MakeInvitations(is_again=False),
        "0 people invited",
    ),
    people_taps.AskToUnbind: (people_taps.AskToUnbind(999), NOBODY),
    people_taps.Unbind: (people_taps.Unbind(999, UnbindReason.PHONE), NOBODY),
    people_taps.WriteUnbindReason: (people_taps.WriteUnbindReason(999), NOBODY),
    people_taps.ListRoles: (people_taps.ListRoles(999), NOBODY),
    people_taps.AskToGiveRole: (people_taps.AskToGiveRole(999, Role.HR), NOBODY),
    people_taps.GiveRole: (people_taps.GiveRole(999, Role.HR, RoleReason.DUTY), NOBODY),
    people_taps.WriteRoleReason: (people_taps.WriteRoleReason(999, Role.HR), NOBODY),
    people_taps.ShowRoster: (people_taps.ShowRoster(999, RosterMode.DELTA), NOTHING_WAITS),
    people_taps.ApplyRoster: (
        people_taps.ApplyRoster(999, RosterMode.SNAPSHOT, "0" * 12, is_sure=True),
        NOTHING_WAITS,
    ),
    people_taps.DiscardRoster: (people_taps.DiscardRoster(999), NOTHING_WAITS),
    bank_taps.ShowKeys: (bank_taps.ShowKeys(), "None waits for a decision"),
    bank_taps.ShowKey: (bank_taps.ShowKey(1), "no such corrected key"),
    bank_taps.AskToRegrade: (bank_taps.AskToRegrade(1), "no such corrected key"),
    bank_taps.LeaveAnswers: (bank_taps.LeaveAnswers(1), "no such corrected key"),
    bank_taps.GoOnRegrading: (bank_taps.GoOnRegrading(1), "no such corrected key"),
    rulings_taps.ShowCorrections: (rulings_taps.ShowCorrections(), "No pass waits for your word"),
    rulings_taps.ShowHeldGroup: (rulings_taps.ShowHeldGroup(1), "No pass waits there"),
    rulings_taps.ShowHeldPass: (rulings_taps.ShowHeldPass(1), "No pass waits there"),
    rulings_taps.GoOnRuling: (rulings_taps.GoOnRuling(1), "No pass waits for your word"),
    rulings_taps.AskToRule: (
        rulings_taps.AskToRule(PassOutcome.APPLY, 1, 0),
        "No pass waits there",
    ),
    duties_taps.LeaveAlone: (duties_taps.LeaveAlone(), "not today"),
    duties_taps.ShowReminders: (duties_taps.ShowReminders(999), NOBODY),
    duties_taps.OfferExtension: (duties_taps.OfferExtension(1, 0), "changed that meanwhile"),
    duties_taps.WriteDutyDay: (
        duties_taps.WriteDutyDay(DutyAct.EXTEND, 1, 0),
        "changed that meanwhile",
    ),
    duties_taps.WriteDutyReason: (
        duties_taps.WriteDutyReason(DutyAct.WAIVE, 1, 0, 0),
        "changed that meanwhile",
    ),
    assigning_taps.StartAssigning: (assigning_taps.StartAssigning(), "Whom is it for?"),
    assigning_taps.ListTargets: (
        assigning_taps.ListTargets(Target.DEPARTMENT, 9),
        "The roster names no departments",
    ),
    assigning_taps.ChooseWhom: (assigning_taps.ChooseWhom(Target.EVERYONE, 0), "By when?"),
    assigning_taps.WriteAssignmentDay: (
        assigning_taps.WriteAssignmentDay(Target.GROUP, 1),
        "Nobody is there to assign it to",
    ),
    assigning_taps.ChooseDue: (
        assigning_taps.ChooseDue(Target.EVERYONE, 0, 14),
        "2 people: it is new for 2",
    ),
    assigning_taps.Assign: (
        assigning_taps.Assign(Target.DEPARTMENT, 1, 14),
        "Nobody is there to assign it to",
    ),
    assigning_taps.ListAssignments: (
        assigning_taps.ListAssignments(0),
        "Nothing is assigned",
    ),
    assigning_taps.AskToEnd: (assigning_taps.AskToEnd(1), "no such assignment"),
    assigning_taps.EndAssignment: (assigning_taps.EndAssignment(1), "no such assignment"),
    report_taps.ShowReport: (report_taps.ShowReport(), "completed"),
    report_taps.ShowCounts: (report_taps.ShowCounts("gone", "gone", "2026-99-01"), "completed"),
    report_taps.ListReportDepartments: (
        report_taps.ListReportDepartments(page=9),
        "Which department?",
    ),
    report_taps.ListReportCourses: (report_taps.ListReportCourses(page=9), "Which course?"),
    report_taps.ShowReportPicture: (report_taps.ShowReportPicture(), "completed"),
    report_taps.SendReport: (report_taps.SendReport(), "completed"),
    report_taps.ListReportDays: (report_taps.ListReportDays(), "As of when?"),
    tokens_taps.ShowTokens: (tokens_taps.ShowTokens(), "web server, which is off here"),
    tokens_taps.AskToRevokeToken: (tokens_taps.AskToRevokeToken(1), "no such token"),
    tokens_taps.RevokeToken: (tokens_taps.RevokeToken(1), "no such token"),
    quiz_taps.BeginTest: (quiz_taps.BeginTest(), "15 lessons to go"),
    joining_taps.UseTelegramName: (joining_taps.UseTelegramName(), "You have joined already."),
    joining_taps.ConfirmName: (joining_taps.ConfirmName("0"), "You have joined already."),
    joining_taps.AcceptInvite: (joining_taps.AcceptInvite(1), "You have joined already."),
    joining_taps.DeclineInvite: (joining_taps.DeclineInvite(), "for somebody else"),
    joining_taps.AcceptNotice: (joining_taps.AcceptNotice(VERSION), "You have read it already."),
    courses_taps.ShowCourses: (courses_taps.ShowCourses(0), "Customer centricity"),
    courses_taps.ChooseCourse: (courses_taps.ChooseCourse("gone"), "not taught any more"),
    courses_taps.PractiseCourse: (courses_taps.PractiseCourse("gone"), "not taught any more"),
    home_taps.ShowHome: (home_taps.ShowHome(), "Customer centricity"),
    home_taps.Continue: (home_taps.Continue(), "card 1 of"),
    home_taps.ShowLessons: (home_taps.ShowLessons(), "opens when every lesson"),
    study_taps.ShowSummary: (study_taps.ShowSummary("gone"), "not part of the course"),
    study_taps.OpenLesson: (study_taps.OpenLesson("in-tune"), "card 1 of"),
    study_taps.ReadCardAt: (study_taps.ReadCardAt("in-tune", 1), "card 2 of"),
    quiz_taps.StartCheck: (quiz_taps.StartCheck("in-tune"), "check · 1 of 4"),
    quiz_taps.StartTest: (quiz_taps.StartTest(), "15 lessons to go"),
    quiz_taps.ShowPractice: (quiz_taps.ShowPractice(), "Pick a topic"),
    quiz_taps.StartPractice: (quiz_taps.StartPractice("in-tune"), "1 of 5"),
    quiz_taps.PractiseMissed: (quiz_taps.PractiseMissed(1), "isn't yours"),
    quiz_taps.AnswerWith: (quiz_taps.AnswerWith(1, 0, 0), "isn't yours"),
    quiz_taps.Tick: (quiz_taps.Tick(1, 0, 0, is_on=True), "isn't yours"),
    quiz_taps.Submit: (quiz_taps.Submit(1, 0), "isn't yours"),
    quiz_taps.TakeHint: (quiz_taps.TakeHint(1, 0), "isn't yours"),
    quiz_taps.PutOff: (quiz_taps.PutOff(1, 0), "isn't yours"),
    quiz_taps.NextQuestion: (quiz_taps.NextQuestion(1), "isn't yours"),
    quiz_taps.ResumeQuiz: (quiz_taps.ResumeQuiz(1), "isn't yours"),
    quiz_taps.ShowTaughtCard: (quiz_taps.ShowTaughtCard(1, 0), "isn't yours"),
    study_taps.ShowCardPicture: (study_taps.ShowCardPicture("in-tune", 1), "not shown any more"),
    quiz_taps.ShowQuestionPicture: (quiz_taps.ShowQuestionPicture(1, 0), "isn't yours"),
    quiz_taps.ShowTaughtPicture: (quiz_taps.ShowTaughtPicture(1, 0), "isn't yours"),
    quiz_taps.Review: (quiz_taps.Review(1, 0), "isn't yours"),
    quiz_taps.ShowResult: (quiz_taps.ShowResult(1), "isn't yours"),
    home_taps.ShowProgress: (home_taps.ShowProgress(), "The course is complete when"),
    certificates_taps.ShowCertificate: (
        certificates_taps.ShowCertificate(),
        "You have no certificate yet",
    ),
    privacy_taps.ShowMyData: (privacy_taps.ShowMyData(), "What is stored about you"),
    privacy_taps.AskToForget: (privacy_taps.AskToForget(), "Erase what is your own?"),
    privacy_taps.Forget: (privacy_taps.Forget(), "Erased."),
    glossary_taps.ShowGlossary: (glossary_taps.ShowGlossary(0), "Tap a term"),
    glossary_taps.ShowTerm: (glossary_taps.ShowTerm("product-centric"), "product-centric"),
    home_taps.ShowHelp: (home_taps.ShowHelp(), "Read a lesson card by card"),
    flags_taps.FlagQuestion: (flags_taps.FlagQuestion(1, 0), "isn't yours"),
    flags_taps.FlagAs: (flags_taps.FlagAs(1, 0, FlagReason.WRONG), "isn't yours"),
    flags_taps.LeaveUncommented: (flags_taps.LeaveUncommented(1), "no such flag"),
    prompts_taps.WriteNothing: (prompts_taps.WriteNothing(), "nothing added"),
    ratings_taps.RateLesson: (
        ratings_taps.RateLesson("in-tune", is_good=True),
        "when its check is passed",
    ),
    ratings_taps.ShowRatings: (ratings_taps.ShowRatings(), "A lesson is shown from 5 ratings on"),
    ratings_taps.ShowRatingComments: (
        ratings_taps.ShowRatingComments("in-tune"),
        "too few ratings",
    ),
    flags_taps.ShowFlags: (flags_taps.ShowFlags(), "Flagged questions"),
    flags_taps.ShowFlag: (flags_taps.ShowFlag(1), "no such flag"),
    flags_taps.ShowFlaggedQuestion: (flags_taps.ShowFlaggedQuestion(1), "no such flag"),
    flags_taps.ReplyToFlag: (flags_taps.ReplyToFlag(1), "no such flag"),
    flags_taps.AskToCloseFlag: (flags_taps.AskToCloseFlag(1), "no such flag"),
    flags_taps.CloseFlag: (flags_taps.CloseFlag(1, FlagOutcome.MENDED), "no such flag"),
}


def test_tables_name_every_handler() -> None:
    """A new command or button has to say here who may use it."""
    assert set(COMMAND_EXAMPLES) == set(COMMAND_HANDLERS)
    assert set(TAP_EXAMPLES) == set(TAP_TABLE)
    in_menu = {name for name, _, _ in COMMANDS}
    assert in_menu - OF_SEVERAL == set(COMMAND_HANDLERS) - OFF_MENU
    tags = [kind.tag for kind in TAP_TABLE]
    assert len(tags) == len(set(tags))


@pytest.mark.parametrize("role", [None, *Role])
async def test_commands(stage: Stage, role: Role | None) -> None:
    """Each command works for its roles and is unknown to the others; strangers get the refusal."""
    actor = stage.newcomer() if role is None else await stage.member(role)
    for command, (roles, words) in COMMAND_EXAMPLES.items():
        await actor.says(f"/{command}")
        if role is None:
            actor.sees("This bot is private.")
        elif role in roles:
            actor.sees(words)
        else:
            actor.sees("I don't know that command.")
    shown = {c["command"] for c in stage.simulator.commands_for(actor.id)}
    may = {name for name, (roles, _) in COMMAND_EXAMPLES.items() if role in roles} - OFF_MENU
    assert shown == (may - WEB_ONLY or {"start"})


@pytest.mark.parametrize(
    ("role", "words"),
    [
        (Role.MANAGER, "your people, and how they stand"),
        (Role.HR, "who uses the bot, invitations, roles"),
        (Role.ADMIN, "who uses the bot, invitations, roles"),
    ],
)
async def test_commands_are_described_by_what_the_role_finds(
    stage: Stage, role: Role, words: str
) -> None:
    """Managers neither invite nor give roles; menu and help say the same."""
    actor = await stage.member(role)
    await actor.says("/help")
    actor.sees(f"/people – {words}\n")
    menu = {one["command"]: one["description"] for one in stage.simulator.commands_for(actor.id)}
    assert menu["people"] == words


@pytest.mark.parametrize("role", [None, *Role])
async def test_buttons(stage: Stage, role: Role | None) -> None:
    """Each button works for whoever has joined, with their own data; strangers get a toast."""
    other = await stage.member(first_name="Other")
    await other.forges(quiz_taps.StartCheck("in-tune").encode())
    actor = stage.newcomer() if role is None else await stage.member(role)
    await actor.says("/start")
    for kind, (tap, words) in TAP_EXAMPLES.items():
        said = len(actor.heard)
        await actor.forges(tap.encode(), on=actor.heard[0])
        if role is None:
            assert actor.toast == "This bot is private."
            assert len(actor.heard) == said
        elif role not in TAP_ROLES.get(kind, EVERYONE):
            assert actor.toast.startswith("That button is from an older message.")
            assert len(actor.heard) == said
        else:
            shown = [m.get("text") or m.get("caption") or "" for m in actor.heard]
            assert any(words in text for text in [*shown, actor.toast]), tap


@pytest.mark.parametrize("role", [None, *Role])
async def test_files(stage: Stage, role: Role | None) -> None:
    """Trainers' files change the bank, HR's are rosters; everybody else is thanked kindly."""
    actor = stage.newcomer() if role is None else await stage.member(role)
    await actor.sends(a__yaml="questions:\n  - id: in-tune\n")

    if role is None:
        actor.sees("This bot is private.")
    elif role in STAFF["bank"]:
        actor.sees("a.yaml: 2 errors", "Nothing has changed.")
    elif role is Role.HR:
        actor.sees("a.yaml is no roster that I can read.", "Nothing was changed.")
    else:
        actor.sees("Thank you, but I take files only from trainers and HR.")
    fetched = any(method == "getFile" for method, _ in stage.simulator.calls)
    assert fetched == (role in STAFF["bank"] | STAFF["report"])


async def test_role_is_read_anew_each_time(stage: Stage) -> None:
    """Who loses a role loses its commands at once, menu or not."""
    trainer = await stage.member(Role.TRAINER)
    await trainer.says("/bank")
    trainer.sees("Question bank")
    with stage.services.library._database.writing() as session:
        person = session.get_one(Person, 1)
        person.role = Role.LEARNER
        session.add(person)

    await trainer.says("/bank")
    trainer.sees("I don't know that command.")
    await trainer.says("/start")
    assert "bank" not in {c["command"] for c in stage.simulator.commands_for(trainer.id)}


async def test_report_counts_learners_by_state(stage: Stage) -> None:
    """HR sees counts and no names, of a department or another day by a tap."""
    ana = await stage.member(first_name="Ana")
    await stage.member(first_name="Ben")
    await ana.taps("Start lesson 1")
    hana = await stage.member(Role.HR, "Hana")

    await hana.says("/report")
    hana.sees("0 of 2 completed (0%)", "1 in progress", "1 not started", "2 without an assignment")
    hana.sees_not("Ana", "Ben")
    picture = hana.heard[-2]
    assert picture["photo"][-1]["width"] == 1280
    assert "In all: 0 of 2 completed (0%)" in picture["caption"]
    assert not hana.has_button("Picture")
    await hana.taps("Date")
    hana.sees("As of when?")
    await hana.taps("Yesterday")
    hana.sees("0 of 0 completed", "23:59")
    await hana.taps("Date")
    await hana.taps("Now")
    hana.sees("0 of 2 completed")
    assert not hana.has_button("Department")
    words = hana.last
    await hana.taps("Picture", on=words)
    assert hana.last["caption"].startswith("Customer centricity at work · all departments")


async def test_manager_sees_counts_of_their_people(stage: Stage) -> None:
    """And nobody else's, whatever button they tap."""
    await stage.member(first_name="Ana")
    mia = await stage.member(Role.MANAGER, "Mia")

    await mia.says("/report")

    mia.sees("your people", "Nothing is assigned", "0 of 0 completed")
