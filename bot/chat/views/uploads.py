"""What a trainer has sent for the bank: what it would change, or what is wrong with it."""

from collections.abc import Callable, Sequence

from bot.chat.richtext import Rich, bold, code, italic
from bot.chat.screen import Button, Screen
from bot.chat.taps.bank import (
    BankForm,
    DiscardUpload,
    ListProblems,
    PublishFiles,
    PublishUpload,
    ShowChangedCard,
    ShowFiles,
    ShowNews,
    ShowUpload,
    TryUpload,
)
from bot.chat.taps.tap import Tap
from bot.chat.views.bank import BANK, word_moment, word_origin
from bot.chat.views.difference import PAGE, count_pages, list_changes
from bot.chat.views.home import HOME
from bot.chat.views.lesson import show_loose_card
from bot.chat.views.problems import gather
from bot.chat.views.wording import lines, shorten
from bot.content.difference import Kind
from bot.content.problems import Problem
from bot.learning.phrases import count
from bot.services.examiner import Examined, News
from bot.services.publisher import Proposal

NAMES_LIMIT = 3
SHORT_PAGE = 2  # entries of each, where two differences share a screen

CAPTIONS = {
    BankForm.CONTENT: (
        "All that is taught. Change what you like, and send me the file, or a part of it."
    ),
    BankForm.WORKBOOK: "All questions. Change or add rows, and send me the file.",
    BankForm.TEMPLATE: "A row for each question. Fill it in, and send me the file.",
}
TOO_LARGE = "That file is larger than 20 MB, and Telegram gives me none so large. Send its parts."
LOST = "Telegram cannot give me that file any more. Please send it again."
NOTHING_WAITS = "Nothing of yours waits to be published. To change the bank, send me a file."
OVERTAKEN = "Another version is taught by now. Please look again."
DISCARDED = "Discarded. Nothing has changed. You may send another file at any time."


def show_examined(examined: Examined, page: int = 0) -> Screen:
    """Show what came of the files."""
    if examined.proposal is None:
        return _show_refused(examined)
    if not examined.proposal.is_new:
        return _show_nothing_new(examined)
    return _show_difference(examined, examined.proposal, page)


def show_news(examined: Examined, page: int) -> Screen:
    """Show all that was published since the files were sent."""
    back = Button("Back to your file", ShowUpload(examined.upload_id, 0, examined.is_replacing))
    if examined.news is None:
        return Screen(Rich("Nothing was published since you sent your file."), [[back]])

    def turn(to: int) -> Tap:
        return ShowNews(examined.upload_id, to, examined.is_replacing)

    difference = examined.news.difference
    text = lines(*_word_publications(examined.news), "", list_changes(difference, page))
    return Screen(text, [*_turn(page, count_pages(difference), turn), [back]])


def show_card(examined: Examined, index: int) -> Screen:
    """Show a card that the files add or change, as learners read it."""
    cards = examined.cards
    upload_id, is_replacing = examined.upload_id, examined.is_replacing
    back = Button("Back to your file", ShowUpload(upload_id, 0, is_replacing))
    if index >= len(cards):
        return Screen(Rich("Your file changes no such card any more."), [[back]])
    steps = [("◀ Card before", index - 1), ("Next card ▶", index + 1)]
    row = [
        Button(text, ShowChangedCard(upload_id, to, is_replacing))
        for text, to in steps
        if 0 <= to < len(cards)
    ]
    text = lines(italic(f"Card {index + 1} of {len(cards)}"), show_loose_card(*cards[index]).text)
    return Screen(text, [*([row] if row else []), [back]])


def show_files(proposal: Proposal, page: int, running: int) -> Screen:
    """Show what the files on disk would change."""
    difference = proposal.difference
    text = lines(
        bold("The files on disk"),
        _compare(proposal),
        "",
        list_changes(difference, page),
        "",
        word_running(running),
    )
    publish = Button("Publish", PublishFiles(proposal.base.version_id, proposal.mark))
    return Screen(text, [*_turn(page, count_pages(difference), ShowFiles), [publish], [BANK]])


def show_discarded() -> Screen:
    """Say that nothing has come of the files."""
    return Screen(Rich(DISCARDED), [[BANK, HOME]])


def _show_difference(examined: Examined, proposal: Proposal, page: int) -> Screen:
    difference = proposal.difference
    size = PAGE if examined.news is None else SHORT_PAGE
    warnings = [problem for problem in examined.problems if problem.severity == "warning"]
    head = f"Replace the bank by {_name(examined)}?" if examined.is_replacing else _name(examined)
    text = lines(
        *_head_news(examined),
        bold(head),
        _compare(proposal),
        "",
        list_changes(difference, page, size),
        "",
        word_running(examined.running),
        _word_drafts(proposal),
        *_word_warnings(warnings),
    )

    def turn(to: int) -> Tap:
        return ShowUpload(examined.upload_id, to, examined.is_replacing)

    rows = _turn(page, count_pages(difference, size), turn)
    return Screen(text, [*rows, *_offer_news(examined), *_offer(examined, warnings)])


def _offer(examined: Examined, warnings: Sequence[Problem]) -> list[list[Button]]:
    upload_id, is_replacing = examined.upload_id, examined.is_replacing
    rows: list[list[Button]] = []
    if len(warnings) > 1:
        rows.append([_offer_list(examined)])
    publish = PublishUpload(upload_id, examined.current.version_id, is_replacing)
    tries = [Button("Try it", TryUpload(upload_id, is_replacing), is_below=True)]
    row = tries if examined.question_ids else []
    if is_replacing:
        row.append(Button(f"Yes, replace: removes {examined.lacking}", publish))
        return [*rows, row, [_keep(examined)]]
    if examined.cards:
        tap = ShowChangedCard(upload_id, 0, is_replacing)
        rows.append([Button(f"Look at {count(len(examined.cards), 'card')}", tap, is_below=True)])
    row += [Button("Publish", publish), Button("Discard", DiscardUpload(upload_id))]
    return [*rows, row, *_offer_replacing(examined)]


def _show_nothing_new(examined: Examined) -> Screen:
    number = examined.current.number
    text = lines(
        *_head_news(examined),
        bold(_name(examined)),
        f"All of it is taught already: v{number} says the same.",
    )
    return Screen(text, [*_offer_replacing(examined), [BANK, HOME]])


def _show_refused(examined: Examined) -> Screen:
    errors = [problem for problem in examined.problems if problem.severity == "error"]
    what = "Replacing is not possible" if examined.is_replacing else "Nothing has changed"
    text = lines(
        bold(f"⚠️ {_name(examined)}: {count(len(errors), 'error')}"),
        f"{what}. Mend this and send it again.",
        "",
        *(code(one) for one in gather(errors)),
    )
    rows = [[_offer_list(examined)]] if len(examined.problems) > 1 else []
    if examined.is_replacing:
        return Screen(text, [*rows, [_keep(examined)]])
    return Screen(text, [*rows, *_offer_replacing(examined), [BANK, HOME]])


def _word_drafts(proposal: Proposal) -> str | None:
    """Say how many of the new questions no learner will see yet."""
    questions = proposal.catalog.questions_by_id
    added = proposal.difference.list_ids(Kind.QUESTION, proposal.difference.added)
    drafts = sum(questions[question_id].is_draft for question_id in added)
    if not drafts:
        return None
    if drafts == 1:
        return "1 of the new questions is a draft, shown to nobody before it is complete."
    return f"{drafts} of the new questions are drafts, shown to nobody before they are complete."


def _word_warnings(warnings: Sequence[Problem]) -> list[str]:
    return [f"{count(len(warnings), 'warning')}:", *gather(warnings)[:2]] if warnings else []


def _offer_list(examined: Examined) -> Button:
    what = f"All {count(len(examined.problems), 'problem')} as a file"
    return Button(what, ListProblems(examined.upload_id, examined.is_replacing), is_below=True)


def _offer_replacing(examined: Examined) -> list[list[Button]]:
    if not examined.is_replaceable:
        return []
    what = f"Replace the bank (removes {examined.lacking}) …"
    return [[Button(what, ShowUpload(examined.upload_id, 0, is_replacing=True))]]


def _keep(examined: Examined) -> Button:
    return Button("No, only add and change", ShowUpload(examined.upload_id, 0, is_replacing=False))


def _offer_news(examined: Examined) -> list[list[Button]]:
    news = examined.news
    if news is None or count_pages(news.difference, SHORT_PAGE) < 2:  # noqa: PLR2004 - all is shown
        return []
    tap = ShowNews(examined.upload_id, 0, examined.is_replacing)
    return [[Button(f"All that v{examined.current.number} changed", tap)]]


def _head_news(examined: Examined) -> list[Rich | str]:
    """Show what others have published since the files were sent."""
    news = examined.news
    if news is None:
        return []
    both = ", ".join(news.both[:PAGE])
    clash = (
        [bold(f"Your file changes again what they changed: {both}.")]
        if news.both
        else ["Your file leaves all that as it is."]
    )
    changes = list_changes(news.difference, 0, SHORT_PAGE)
    return [*_word_publications(news), changes, *clash, ""]


def _word_publications(news: News) -> list[Rich | str]:
    return [
        bold("⚠️ Published since you sent your file:"),
        *(
            f"v{one.number} {word_origin(one)}, {word_moment(one.at)}: {one.summary}"
            for one in news.publications[:NAMES_LIMIT]
        ),
    ]


def _compare(proposal: Proposal) -> str:
    number, what = proposal.base.number, proposal.difference.summarise()
    return f"Beside v{number}, which is taught now: {what}."


def word_running(running: int) -> Rich | None:
    """Say how many running quizzes the change touches; None where there is none."""
    if not running:
        return None
    if running == 1:
        return italic("1 running quiz holds a question that changes; it keeps its version.")
    return italic(f"{running:,} running quizzes hold such questions; they keep their version.")


def _turn(page: int, pages: int, make: Callable[[int], Tap]) -> list[list[Button]]:
    """Offer the other pages of a long list."""
    row = [Button("◀ Back", make(page - 1))] if page > 0 else []
    if page + 1 < pages:
        row.append(Button(f"More changes ({page + 1} of {pages}) ▶", make(page + 1)))
    return [row] if row else []


def _name(examined: Examined) -> str:
    names = [shorten(name) for name in examined.names[:NAMES_LIMIT]]
    more = len(examined.names) - NAMES_LIMIT
    return ", ".join(names) + (f" and {count(more, 'more file')}" if more > 0 else "")
