"""Which handler answers which command, button and message, and for whom."""

from collections.abc import Callable, Coroutine
from typing import Any

from telegram import Update
from telegram.ext import filters

from bot.chat.context import LearnerContext
from bot.chat.handlers import (
    assigning,
    bank,
    certificates,
    claiming,
    courses,
    dashboard,
    duties,
    fallback,
    flags,
    glossary,
    home,
    invitations,
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
    subscriptions,
    uploads,
)
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
from bot.chat.taps.tap import Tap
from bot.learning.people import EVERYONE, LEADERS, PERSONNEL, REPORTERS, TRAINERS, Role

Handler = Callable[[Update, LearnerContext], Coroutine[Any, Any, None]]

# Who may give a command, its menu says (menus.py).
COMMAND_HANDLERS: dict[str, Handler] = {
    "start": joining.start,
    "home": home.go_home,
    "courses": courses.show_courses,
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
TAP_TABLE: dict[type[Tap], tuple[Handler, frozenset[Role]]] = {
    quiz_taps.AnswerWith: (quiz.answer, EVERYONE),
    quiz_taps.NextQuestion: (quiz.go_on, EVERYONE),
    study_taps.ReadCardAt: (study.turn_card, EVERYONE),
    quiz_taps.Tick: (quiz.tick, EVERYONE),
    quiz_taps.Submit: (quiz.submit, EVERYONE),
    joining_taps.UseTelegramName: (joining.welcome_again, EVERYONE),
    joining_taps.ConfirmName: (joining.welcome_again, EVERYONE),
    joining_taps.AcceptInvite: (claiming.accept_again, EVERYONE),
    joining_taps.DeclineInvite: (claiming.decline, EVERYONE),
    joining_taps.AcceptNotice: (renewing.read_already, EVERYONE),
    home_taps.ShowHome: (home.go_home, EVERYONE),
    duties_taps.LeaveAlone: (reminders.leave_alone, EVERYONE),
    courses_taps.ShowCourses: (courses.show_courses, EVERYONE),
    courses_taps.PractiseCourse: (quiz.practise_course, EVERYONE),
    courses_taps.ChooseCourse: (courses.choose_course, EVERYONE),
    home_taps.Continue: (home.go_on, EVERYONE),
    home_taps.ShowLessons: (home.show_lessons, EVERYONE),
    study_taps.ShowSummary: (study.show_summary, EVERYONE),
    study_taps.OpenLesson: (study.open_lesson, EVERYONE),
    quiz_taps.StartCheck: (quiz.start_check, EVERYONE),
    quiz_taps.StartTest: (quiz.introduce_test, EVERYONE),
    quiz_taps.BeginTest: (quiz.start_test, EVERYONE),
    quiz_taps.ShowPractice: (home.show_topics, EVERYONE),
    quiz_taps.StartPractice: (quiz.start_practice, EVERYONE),
    quiz_taps.PractiseMissed: (quiz.practise_missed, EVERYONE),
    quiz_taps.TakeHint: (quiz.take_hint, EVERYONE),
    quiz_taps.PutOff: (quiz.put_off, EVERYONE),
    quiz_taps.ResumeQuiz: (quiz.resume, EVERYONE),
    quiz_taps.ShowTaughtCard: (study.show_taught_card, EVERYONE),
    study_taps.ShowCardPicture: (pictures.show_on_card, EVERYONE),
    quiz_taps.ShowQuestionPicture: (pictures.show_in_quiz, EVERYONE),
    quiz_taps.ShowTaughtPicture: (pictures.show_on_taught_card, EVERYONE),
    quiz_taps.Review: (quiz.review, EVERYONE),
    quiz_taps.ShowResult: (quiz.return_to_result, EVERYONE),
    home_taps.ShowProgress: (home.show_progress, EVERYONE),
    certificates_taps.ShowCertificate: (certificates.show_own, EVERYONE),
    privacy_taps.ShowMyData: (privacy.show_my_data, EVERYONE),
    privacy_taps.AskToForget: (privacy.ask_to_forget, EVERYONE),
    privacy_taps.Forget: (privacy.forget, EVERYONE),
    glossary_taps.ShowGlossary: (glossary.turn_page, EVERYONE),
    glossary_taps.ShowTerm: (glossary.open_term, EVERYONE),
    home_taps.ShowHelp: (home.show_help, EVERYONE),
    flags_taps.FlagQuestion: (flags.flag_question, EVERYONE),
    flags_taps.FlagAs: (flags.flag_as, EVERYONE),
    flags_taps.LeaveUncommented: (flags.leave_uncommented, EVERYONE),
    prompts_taps.WriteNothing: (prompts.write_nothing, EVERYONE),
    ratings_taps.RateLesson: (ratings.rate_lesson, EVERYONE),
    bank_taps.ShowBank: (bank.show_bank, TRAINERS),
    bank_taps.ShowHistory: (bank.show_history, TRAINERS),
    bank_taps.LookBack: (bank.look_back, TRAINERS),
    bank_taps.GoBack: (bank.go_back, TRAINERS),
    bank_taps.DownloadBank: (bank.download, TRAINERS),
    bank_taps.ShowFiles: (bank.show_files, TRAINERS),
    bank_taps.PublishFiles: (bank.publish_files, TRAINERS),
    bank_taps.ShowPending: (uploads.show_pending, TRAINERS),
    bank_taps.ShowUpload: (uploads.show_upload, TRAINERS),
    bank_taps.ShowNews: (uploads.show_news, TRAINERS),
    bank_taps.ListProblems: (uploads.list_problems, TRAINERS),
    bank_taps.ShowChangedCard: (uploads.show_card, TRAINERS),
    bank_taps.TryUpload: (uploads.try_upload, TRAINERS),
    bank_taps.PublishUpload: (uploads.publish_upload, TRAINERS),
    bank_taps.DiscardUpload: (uploads.discard_upload, TRAINERS),
    items_taps.ShowItems: (items.turn_page, TRAINERS),
    items_taps.ShowItem: (items.show_item, TRAINERS),
    bank_taps.ShowKeys: (keys.show_keys, TRAINERS),
    bank_taps.ShowKey: (keys.show_key, TRAINERS),
    bank_taps.AskToRegrade: (keys.ask_for_reason, TRAINERS),
    bank_taps.LeaveAnswers: (keys.leave, TRAINERS),
    bank_taps.GoOnRegrading: (keys.go_on, TRAINERS),
    ratings_taps.ShowRatings: (ratings.show_ratings, TRAINERS),
    ratings_taps.ShowRatingComments: (ratings.show_comments, TRAINERS),
    flags_taps.ShowFlags: (flags.show_flags, TRAINERS),
    flags_taps.ShowFlag: (flags.show_flag, TRAINERS),
    flags_taps.ShowFlaggedQuestion: (flags.show_question, TRAINERS),
    flags_taps.ReplyToFlag: (flags.ask_for_reply, TRAINERS),
    flags_taps.AskToCloseFlag: (flags.offer_closing, TRAINERS),
    flags_taps.CloseFlag: (flags.close, TRAINERS),
    people_taps.ShowPeople: (people.show_people, LEADERS),
    people_taps.ShowPerson: (people.show_person, LEADERS),
    report_taps.ShowReport: (staff.show_report, LEADERS),
    report_taps.ShowCounts: (staff.show_counts, LEADERS),
    report_taps.ListReportDepartments: (staff.list_departments, LEADERS),
    report_taps.ListReportCourses: (staff.list_courses, LEADERS),
    report_taps.ShowReportPicture: (staff.show_picture, LEADERS),
    report_taps.ListReportDays: (staff.list_days, LEADERS),
    subscriptions_taps.ShowSubscription: (subscriptions.show_subscription, LEADERS),
    subscriptions_taps.Subscribe: (subscriptions.subscribe, LEADERS),
    subscriptions_taps.EndSubscription: (subscriptions.end, LEADERS),
    people_taps.InvitePerson: (people.invite, PERSONNEL),
    invitations_taps.ShowInvitations: (invitations.show_invitations, PERSONNEL),
    invitations_taps.MakeInvitations: (invitations.make_invitations, PERSONNEL),
    people_taps.AskToUnbind: (people.ask_to_unbind, PERSONNEL),
    people_taps.Unbind: (people.unbind, PERSONNEL),
    people_taps.WriteUnbindReason: (people.write_unbind_reason, PERSONNEL),
    people_taps.ListRoles: (people.list_roles, PERSONNEL),
    people_taps.AskToGiveRole: (people.ask_to_give_role, PERSONNEL),
    people_taps.GiveRole: (people.give_role, PERSONNEL),
    people_taps.WriteRoleReason: (people.write_role_reason, PERSONNEL),
    people_taps.ShowRoster: (rosters.show_roster, PERSONNEL),
    people_taps.ApplyRoster: (rosters.apply_roster, PERSONNEL),
    people_taps.DiscardRoster: (rosters.discard_roster, PERSONNEL),
    duties_taps.ShowReminders: (duties.show_reminders, PERSONNEL),
    duties_taps.OfferExtension: (duties.offer_extension, PERSONNEL),
    duties_taps.WriteDutyDay: (duties.write_day, PERSONNEL),
    duties_taps.WriteDutyReason: (duties.write_reason, PERSONNEL),
    assigning_taps.StartAssigning: (assigning.start, PERSONNEL),
    assigning_taps.ListTargets: (assigning.list_targets, PERSONNEL),
    assigning_taps.ChooseWhom: (assigning.choose_whom, PERSONNEL),
    assigning_taps.WriteAssignmentDay: (assigning.write_day, PERSONNEL),
    assigning_taps.ChooseDue: (assigning.choose_due, PERSONNEL),
    assigning_taps.Assign: (assigning.assign, PERSONNEL),
    assigning_taps.ListAssignments: (assigning.list_assignments, PERSONNEL),
    assigning_taps.AskToEnd: (assigning.ask_to_end, PERSONNEL),
    assigning_taps.EndAssignment: (assigning.end, PERSONNEL),
    rulings_taps.ShowCorrections: (rulings.show_corrections, REPORTERS),
    rulings_taps.ShowHeldGroup: (rulings.show_group, REPORTERS),
    rulings_taps.ShowHeldPass: (rulings.show_pass, REPORTERS),
    rulings_taps.AskToRule: (rulings.ask_for_reason, REPORTERS),
    rulings_taps.GoOnRuling: (rulings.go_on, REPORTERS),
}
OTHER_HANDLERS: tuple[tuple[filters.BaseFilter, Handler], ...] = (
    (filters.UpdateType.EDITED_MESSAGE, fallback.refuse_edit),
    (filters.COMMAND, fallback.refuse_command),
    (filters.TEXT, fallback.read_text),
    (filters.Document.ALL, rosters.take_file),
    (filters.ALL, fallback.refuse_media),
)
