"""Files of the report: where names are to be had, and what is said with a file, or in its place."""

from dataclasses import dataclass

from bot.chat.richtext import Rich, code, join
from bot.chat.screen import Button, Paper, Screen
from bot.chat.taps.report import Chosen, SendReport
from bot.chat.views.home import HOME
from bot.chat.views.wording import lines
from bot.learning.phrases import count_people
from bot.limits import MAX_UPLOAD
from bot.reports.counts import Counted
from bot.reports.named_files import FileForm, NamedFile

WRITING = "Writing the file, one moment …"
COMMAND = "run_bot.py report completion"
FORMS = {FileForm.XLSX: "Excel", FileForm.CSV: "CSV", FileForm.HTML: "Web page"}


@dataclass(frozen=True)
class Ways:
    """How files with names are to be had: in the chat, and on a dashboard with an address."""

    has_files: bool = False
    has_address: bool = False


NOWHERE = Ways()


def word_ways(counted: Counted, ways: Ways) -> Rich | str:
    """Say how to get names, without naming a way that is not there."""
    if ways.has_files:
        return "The files have names. They come into this chat, and so through Telegram."
    if counted.is_of_few:
        return "Whom you may look up: /people."
    where = "on the /dashboard" if ways.has_address else "on the dashboard on the bot's computer"
    words = f"Names stay out of the chat. Files with names are {where}, or your administrator"
    return join([f"{words} writes them with ", code(COMMAND), "."])


def list_files(chosen: Chosen, ways: Ways) -> list[list[Button]]:
    """Return a row of buttons that send files, where they may come."""
    files = [Button(name, chosen.to(SendReport, form=form)) for form, name in FORMS.items()]
    return [files] if ways.has_files else []


def hand_over(file: NamedFile, body: bytes) -> Paper:
    """Say what a file is."""
    where = file.criteria.department or "all departments"
    caption = (
        f"{file.title} · {where}, {count_people(file.people)}. "
        "It has names: keep it to yourself, and delete this message when you are done."
    )
    return Paper(file.name, body, caption)


def refuse_file(file: NamedFile) -> Screen:
    """Say why a file cannot come, and how it is to be had."""
    reason = (
        f"The file has {file.size / 2**20:,.0f} MB, and Telegram takes {MAX_UPLOAD // 2**20} MB "
        "from bots."
        if file.problem is None
        else f"The file cannot be written: {file.problem}."
    )
    how = join(["Whoever runs the bot writes it with ", code(COMMAND), "."])
    return Screen(lines(reason, how, "Or choose a department, a course or CSV."), [[HOME]])
