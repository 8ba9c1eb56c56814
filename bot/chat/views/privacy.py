"""What is stored about somebody: in short, as a file, and what of it they can erase."""

import json
from collections.abc import Sequence

from bot.chat.richtext import Rich, bold, code
from bot.chat.screen import Button, Paper, Screen
from bot.chat.taps.home import ShowHome
from bot.chat.taps.privacy import AskToForget, Forget, ShowMyData
from bot.chat.views.home import HOME
from bot.chat.views.wording import lines
from bot.learning.accesses import ACCESS_NAMES, Access
from bot.learning.people import abbreviate
from bot.learning.phrases import count
from bot.learning.privacy import OwnData, PersonalFile, Purpose, Retention

FORMAT = "training-bot personal data, version 1"
FILE_NAME = "my-data.json"
EVIDENCE = (
    "Lessons read, checks and tests with their answers, completions, certificates, and changes of "
    "your record. It proves that you were trained, also for your own sake, and nobody can alter it."
)
GONE = (
    "Your practice, ratings, comments and wishes are gone. Copies in backups go when those are "
    "replaced."
)
MEANINGS = {
    Purpose.EVIDENCE: "proves what you learned",
    Purpose.OWN: "your own: practice, opinions and wishes",
    Purpose.RUNNING: "who you are, and how the bot lets you in and reaches you",
    Purpose.DUTY: "what you did in a role, for others",
}
ACCESSES = 15  # looks on one screen
# What is counted, by purpose: the table, and what one row of it is called.
COUNTED: dict[Purpose, tuple[tuple[str, str], ...]] = {
    Purpose.EVIDENCE: (
        ("card_read", "card read"),
        ("lesson_read", "lesson read"),
        ("quiz_session", "check or test"),
        ("answer", "answer"),
        ("result_correction", "corrected answer"),
        ("completion", "completed course"),
        ("certificate", "certificate"),
        ("occurrence", "assigned course"),
        ("person_event", "change of your record"),
        ("notice_acceptance", "accepted notice"),
    ),
    Purpose.OWN: (
        ("quiz_session", "practice round"),
        ("answer", "practice answer"),
        ("question_flag", "flagged question"),
        ("lesson_rating", "lesson rating"),
    ),
    Purpose.RUNNING: (
        ("employee", "entry in HR's roster"),
        ("access_log", "look at your record by HR or managers"),
        ("notice", "message owed or sent to you"),
        ("broadcast_recipient", "message to everybody"),
    ),
    Purpose.DUTY: (
        ("content_activation", "published version"),
        ("flag_answer", "answered flag"),
        ("person_event", "change of somebody's record"),
        ("certificate_ending", "revoked certificate"),
    ),
}
PLURALS = {
    "card read": "cards read",
    "lesson read": "lessons read",
    "check or test": "checks and tests",
    "entry in HR's roster": "entries in HR's roster",
    "look at your record by HR or managers": "looks at your record by HR or managers",
    "message owed or sent to you": "messages owed or sent to you",
    "message to everybody": "messages to everybody",
    "change of your record": "changes of your record",
    "change of somebody's record": "changes of somebody's record",
}


def make_file(file: PersonalFile, organisation: str, contact: str) -> Paper:
    """Write everything that is stored about somebody as JSON."""
    body: dict[str, object] = {
        "format": FORMAT,
        "person": file.person_id,
        "kept_by": organisation,
        "questions_to": contact,
        "purposes": MEANINGS,
        **{purpose.value: tables for purpose, tables in file.rows.items()},
    }
    text = json.dumps(body, ensure_ascii=False, indent=2) + "\n"
    caption = "Everything that is stored about you, table by table. It holds personal data."
    return Paper(FILE_NAME, text.encode(), caption)


def sum_up(file: PersonalFile, contact: str) -> Screen:
    """Say in short what is stored."""
    parts: list[Rich | str] = [bold(f"What is stored about you, {file.first_name}")]
    for purpose, tables in COUNTED.items():
        if purpose is Purpose.DUTY and not file.rows[purpose]:
            continue
        parts += ["", bold(f"{purpose.capitalize()}: ") + MEANINGS[purpose]]
        found = [
            f"· {_count(number, name)}"
            for table, name in tables
            if (number := file.count(purpose, table))
        ]
        parts += found or ["· nothing to count"]
    parts += [
        "",
        "The file above has every row. It travelled through Telegram, as everything here does.",
        f"Something is wrong, or you have a question? Ask {contact}.",
    ]
    return Screen(lines(*parts), [[Button("Erase what is my own", AskToForget())], [HOME]])


def _count(number: int, name: str) -> str:
    if number == 1 or name not in PLURALS:
        return count(number, name)
    return f"{number} {PLURALS[name]}"


def ask_to_forget(own: OwnData, kept: Retention, contact: str) -> Screen:
    """Say what would be erased, what stays and why, and ask for a yes."""
    text = lines(
        bold("Erase what is your own?"),
        "",
        bold("Erased at once, for good:"),
        f"· {count(own.rounds, 'practice round')} with {count(own.answers, 'answer')}, "
        "and the flags raised in them",
        f"· your words in {count(own.comments, 'flag')}",
        f"· {count(own.ratings, 'lesson rating')} with your comments",
        "· the day off from reminders that you asked for, if you did",
        "",
        *_say_what_stays(kept, contact),
    )
    return Screen(text, [[Button("Erase it now", Forget())], [Button("Keep it all", ShowHome())]])


def confirm_forgotten(kept: Retention, contact: str) -> Screen:
    """Say that it is done."""
    text = lines(
        bold("Erased."),
        GONE,
        "",
        *_say_what_stays(kept, contact),
    )
    return Screen(text, [[Button("What is stored about me", ShowMyData())], [HOME]])


def _say_what_stays(kept: Retention, contact: str) -> list[Rich | str]:
    return [
        bold("Stays, as evidence:"),
        EVIDENCE,
        _word_retention(kept, contact),
        "",
        bold("Stays, while you are here:"),
        "Your name, account and role, and what HR's roster says: without them nobody gets in.",
        "",
        "What stands in this chat lies with Telegram: delete the chat there.",
    ]


def list_accesses(newest: Sequence[Access]) -> Screen:
    """Say who has looked at whose data, with names as short as chats have them."""
    looks: list[Rich | str] = [
        f"{access.at:%d %b %H:%M} · {_name(access.actor_name, access.login)} · "
        f"{ACCESS_NAMES[access.kind]} · {_name_seen(access)}"
        for access in newest
    ]
    more: list[Rich | str] = [
        "",
        "The newest looks at named data of others, in UTC. All of them: "
        + code("run_bot.py accesses"),
    ]
    nobody: list[Rich | str] = ["Nobody has looked at named data of others."]
    text = lines(bold("Who has looked"), "", *(looks or nobody), *(more if looks else []))
    return Screen(text, [[HOME]])


def _name_seen(access: Access) -> str:
    if access.subject_id is None:
        return count(access.people, "person").replace("persons", "people")
    return _name(access.subject_name, None)


def _name(name: str | None, login: str | None) -> str:
    return abbreviate(name) if name else f"{login} on the server" if login else "erased"


def _word_retention(kept: Retention, contact: str) -> str:
    if not kept.leaver:
        return f"It stays as long as your organisation has to prove it; {contact} can say how long."
    return (
        f"{count(kept.leaver, 'month')} after you have left the company, your name and all that "
        "says who you were are erased by themselves. Results without a name are left."
    )
