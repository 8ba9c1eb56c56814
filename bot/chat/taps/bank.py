"""What the buttons of trainers carry: the versions of the question bank and what is sent for it."""

from dataclasses import dataclass
from enum import StrEnum

from bot.chat.taps.tap import Tap


@dataclass(frozen=True)
class ShowHistory(Tap):
    """List the versions of the question bank that were taught."""

    tag = "history"


@dataclass(frozen=True)
class LookBack(Tap):
    """Show what going back to a version would change."""

    tag = "back?"
    number: int


@dataclass(frozen=True)
class GoBack(Tap):
    """Teach a version again, as long as the one is taught beside which that was looked at."""

    tag = "back!"
    number: int
    beside: int


class BankForm(StrEnum):
    """As what the bank is downloaded."""

    CONTENT = "zip"  # everything, as YAML and pictures
    WORKBOOK = "xlsx"  # the questions
    TEMPLATE = "template"  # a workbook to fill in


@dataclass(frozen=True)
class DownloadBank(Tap):
    """Send what is taught as a file."""

    tag = "download"
    form: BankForm


@dataclass(frozen=True)
class ShowFiles(Tap):
    """Show what the files on disk would change, from an entry on."""

    tag = "disk"
    page: int


@dataclass(frozen=True)
class PublishFiles(Tap):
    """Teach the files on disk, as long as they and what is taught are what was shown."""

    tag = "disk!"
    beside: int
    state: str


@dataclass(frozen=True)
class ShowPending(Tap):
    """Show what the trainer has sent, and what waits for a word."""

    tag = "file"


@dataclass(frozen=True)
class ShowUpload(Tap):
    """Show what files that were sent would change, or what is wrong with them."""

    tag = "file?"
    upload_id: int
    page: int
    is_replacing: bool


@dataclass(frozen=True)
class ShowNews(Tap):
    """Show what others have published since the files were sent."""

    tag = "since"
    upload_id: int
    page: int
    is_replacing: bool


@dataclass(frozen=True)
class ListProblems(Tap):
    """Send all problems of files that were sent, as a text."""

    tag = "faults"
    upload_id: int
    is_replacing: bool


@dataclass(frozen=True)
class TryUpload(Tap):
    """Ask the questions that the files change."""

    tag = "try"
    upload_id: int
    is_replacing: bool


@dataclass(frozen=True)
class PublishUpload(Tap):
    """Teach what was sent, as long as the version is taught beside which it was shown."""

    tag = "file!"
    upload_id: int
    beside: int
    is_replacing: bool


@dataclass(frozen=True)
class DiscardUpload(Tap):
    """Forget what was sent."""

    tag = "file-"
    upload_id: int


@dataclass(frozen=True)
class ShowChangedCard(Tap):
    """Show a card that the files add or change, counted from 0."""

    tag = "newcard"
    upload_id: int
    index: int
    is_replacing: bool


@dataclass(frozen=True)
class ShowKeys(Tap):
    """List the corrected keys that wait for a decision, and the last ones decided about."""

    tag = "keys"


@dataclass(frozen=True)
class ShowKey(Tap):
    """Show a corrected key with what regrading would do, or did."""

    tag = "key"
    change_id: int


@dataclass(frozen=True)
class AskToRegrade(Tap):
    """Ask for the reason to regrade by a corrected key."""

    tag = "regrade"
    change_id: int


@dataclass(frozen=True)
class LeaveAnswers(Tap):
    """Let the answers to a question count as they were judged by its former key."""

    tag = "leave"
    change_id: int


@dataclass(frozen=True)
class GoOnRegrading(Tap):
    """Carry on with a regrade that was not finished."""

    tag = "regradeon"
    change_id: int


@dataclass(frozen=True)
class ShowBank(Tap):
    """Show a trainer the question bank."""

    tag = "bank"
