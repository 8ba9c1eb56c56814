"""Certificates: handed over, verified, and revoked."""

from datetime import date

from bot.chat.richtext import Rich, bold, rich
from bot.chat.screen import Button, Paper, Screen
from bot.chat.taps.prompts import WriteNothing
from bot.chat.views.home import HOME
from bot.chat.views.wording import lines
from bot.learning.certificates import Certificate, EndingKind, Status, Verification, format_code
from bot.learning.phrases import word_date
from bot.reports.certificate import PrintedCertificate

HOW_TO_VERIFY = (
    "Send /verify and the code on the certificate, such as /verify 0000-0000-0000-0000-0000."
)
HOW_TO_REVOKE = "Send /revoke and the code on the certificate. I then ask you for the reason."
NONE_YET = (
    "You have no certificate yet. It comes when you complete the course: Home shows what is left."
)
MISTYPED = (
    "No certificate has such a code: one character is wrong or missing. Please compare it with the "
    "certificate, and send /verify with it again."
)
NO_CODE = (
    "That is no code of a certificate. One has 20 letters and digits, such as "
    "0000-0000-0000-0000-0000."
)
UNKNOWN = "No certificate of ours has this code."
VERDICTS = {
    Status.VALID: "✅ This certificate is valid.",
    Status.EXPIRED: "⌛ This certificate has expired.",
    Status.REVOKED: "❌ This certificate was revoked.",
    Status.UNKNOWN: "❓ This code is unknown.",
}
REPLACED = "❌ This certificate was replaced by a newer one."


def hand_over(certificate: Certificate, printed: PrintedCertificate) -> Paper:
    """Give a holder their certificate."""
    parts = [
        f"🎓 Your certificate: {certificate.course_title}.",
        _word_validity(certificate.valid_until),
        "Anybody can verify its code with /verify. /certificate brings it again.",
    ]
    if not printed.has_name:
        parts.append(
            "Its font has no letters for your name. Whoever verifies the code is shown it."
        )
    rows = Screen(Rich(), [[HOME]]).below().rows
    return Paper(printed.file_name, printed.body, "\n".join(parts), rows)


def show_none() -> Screen:
    """Say how one gets a certificate."""
    return Screen(rich(NONE_YET), [[HOME]])


def tell_revoked(certificate: Certificate, contact: str) -> Screen:
    """Tell a holder that their certificate is revoked."""
    text = lines(
        bold("A certificate of yours was revoked."),
        f"{certificate.course_title}, code {format_code(certificate.code)}.",
        f"For the reason please ask {contact}.",
    )
    return Screen(text, [[HOME]]).below()


def ask_for_code() -> Screen:
    """Say how a code is verified."""
    return Screen(rich(HOW_TO_VERIFY), [[HOME]])


def show_no_code() -> Screen:
    """Say that what was given cannot be meant as a code."""
    return Screen(rich(NO_CODE), [[HOME]])


def show_verification(verification: Verification, *, is_reporter: bool) -> Screen:
    """Say what a code is worth, with no more of a name than the first one.

    When it ended is said to HR only: it does not stand on the certificate.
    """
    certificate = verification.certificate
    if certificate is None:
        what = MISTYPED if verification.is_mistyped else UNKNOWN
        return Screen(lines(bold(VERDICTS[verification.status]), what), [[HOME]])
    is_replaced = certificate.ending is EndingKind.REPLACED
    verdict = REPLACED if is_replaced else VERDICTS[verification.status]
    ended_on = certificate.ended_on if is_reporter else None
    ended = None if ended_on is None else f"Ended on {word_date(ended_on)}"
    text = lines(bold(verdict), "", *_describe(certificate), ended)
    return Screen(text, [[HOME]])


def ask_to_revoke() -> Screen:
    """Say how a certificate is revoked."""
    return Screen(rich(HOW_TO_REVOKE), [[HOME]])


def ask_for_reason(certificate: Certificate) -> Screen:
    """Ask HR why a certificate is to be revoked."""
    text = lines(
        bold("Why is this certificate to be revoked?"),
        "",
        *_describe(certificate),
        "",
        "Write the reason now, in one message: that revokes it. The reason is kept as evidence; "
        "the holder is told that it is revoked, without the reason.",
    )
    return Screen(text, [[Button("Leave it valid", WriteNothing())]])


def confirm_revoked() -> Screen:
    """Say that it is done."""
    return Screen(bold("Revoked.") + " Its holder is told.", [[HOME]])


def _describe(certificate: Certificate) -> list[Rich | str]:
    first_name = (certificate.name or "").split(" ")[0] or "erased"
    return [
        f"Course: {certificate.course_title}, version {certificate.version_number}",
        f"Holder's first name: {first_name}",
        f"Completed on {word_date(certificate.achieved_on)}",
        _word_validity(certificate.valid_until),
        f"Code: {format_code(certificate.code)}",
    ]


def _word_validity(last_day: date | None) -> str:
    return "Valid without an end." if last_day is None else f"Valid until {word_date(last_day)}."
