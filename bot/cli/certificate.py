"""`run_bot.py certificate`: look at one, print it, revoke it, or issue it in a new name."""

import argparse
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from bot.bootstrap import make_imprint, open_database, read_clock
from bot.cli.finding import HOW, find_person
from bot.cli.output import fail
from bot.cli.reader import find_reader
from bot.config import Settings
from bot.learning.accesses import AccessKind
from bot.learning.certificates import Certificate, EndingKind, format_code
from bot.learning.errors import (
    CertificateEnded,
    CertificateGone,
    NameUnchanged,
    NoReason,
    Refusal,
    TextTooLong,
)
from bot.reports.certificate import print_certificate
from bot.reports.evidence_file import NobodyFound
from bot.services.accesses import Accesses
from bot.services.certificates import Certificates
from bot.services.library import Library

REFUSALS: dict[type[Refusal], str] = {
    CertificateGone: "No certificate has this code. Compare it with the certificate.",
    NameUnchanged: "The certificate is in the name that its holder has. Mend the name first.",
    NoReason: "Say why: --reason 'what happened'.",
    TextTooLong: "The reason is too long. Say it in at most 1,000 characters.",
}


def add_to(commands: Any) -> None:
    """Add the command."""
    parser = commands.add_parser("certificate", help="show, print, revoke or reissue a certificate")
    actions = parser.add_subparsers(title="actions", metavar="ACTION", required=True)
    sub = actions.add_parser("list", help="list what somebody holds, with what became of it")
    sub.add_argument("person", help=HOW)
    sub.set_defaults(command=run, action=_list)
    sub = actions.add_parser(
        "reissue-renamed", help="replace all valid ones in a former name of their holder"
    )
    sub.set_defaults(command=run, action=_reissue_renamed)
    for name, says, action in (
        ("show", "say what a code is worth, and whose it is", _show),
        ("print", "write the certificate as PDF", _print),
        ("revoke", "let a certificate count no longer; its holder is told", _revoke),
        ("reissue", "replace it by one in the name that its holder has now", _reissue),
    ):
        sub = actions.add_parser(name, help=says)
        sub.add_argument("code", help="the verification code")
        if name == "print":
            sub.add_argument("-o", "--output", type=Path, required=True, help="the PDF to write")
        if name == "revoke":
            sub.add_argument("--reason", required=True, help="why; kept as evidence")
        sub.set_defaults(command=run, action=action)


def run(arguments: argparse.Namespace, settings: Settings) -> int:
    """Do one thing with one certificate."""
    if not settings.database.is_file():
        return fail(f"There is no database at {settings.database}. Run the bot once first.")
    with open_database(settings.database, settings.evidence_key) as database:
        certificates = Certificates(
            database, Library(database, read_clock, ZoneInfo(settings.timezone)), read_clock
        )
        try:
            if "person" in arguments:
                holder_id = arguments.person_id = find_person(database, arguments.person)
            elif "code" in arguments:
                holder_id = certificates.find(arguments.code).person_id
            else:
                holder_id = None  # nobody is named
            if holder_id is not None:
                Accesses(database, read_clock).note(
                    AccessKind.CERTIFICATE, find_reader(), subject_id=holder_id
                )
            status: int = arguments.action(certificates, arguments, settings)
        except NobodyFound as nobody:
            return fail(str(nobody))
        except CertificateEnded as ended:
            how = "replaced by a newer one" if ended.is_replaced else "revoked"
            return fail(f"This certificate was {how} already.")
        except Refusal as refusal:
            if type(refusal) not in REFUSALS:
                raise
            return fail(REFUSALS[type(refusal)])
    return status


def _list(certificates: Certificates, arguments: argparse.Namespace, _settings: Settings) -> int:
    held = certificates.list_all(arguments.person_id)
    now = read_clock()
    for one in held:
        status = one.ending or one.find_status(now)
        print(f"{status:9} {_describe(one)}")
    if not held:
        print("No certificate.")
    return 0


def _show(certificates: Certificates, arguments: argparse.Namespace, _settings: Settings) -> int:
    certificate = certificates.find(arguments.code)
    status = certificate.find_status(read_clock())
    if certificate.ending is EndingKind.REPLACED:
        print("replaced by a newer certificate")
    else:
        print(status)
    print(_describe(certificate))
    return 0


def _print(certificates: Certificates, arguments: argparse.Namespace, settings: Settings) -> int:
    certificate = certificates.find(arguments.code)
    if certificate.ending is not None:
        raise CertificateEnded(is_replaced=certificate.ending is EndingKind.REPLACED)
    printed = print_certificate(certificate, make_imprint(settings))
    try:
        arguments.output.write_bytes(printed.body)
    except OSError as error:
        return fail(f"{arguments.output} cannot be written: {error.strerror}.")
    print(f"{arguments.output}: {_describe(certificate)}")
    if not printed.has_name:
        print("The name is left out: no font has its letters. CERTIFICATE_FONT may name one.")
    return 0


def _revoke(certificates: Certificates, arguments: argparse.Namespace, _settings: Settings) -> int:
    certificate = certificates.revoke(arguments.code, arguments.reason)
    print(f"Revoked: {_describe(certificate)}\nThe holder is told by the running bot.")
    return 0


def _reissue(certificates: Certificates, arguments: argparse.Namespace, _settings: Settings) -> int:
    certificate = certificates.reissue(arguments.code)
    print(f"Issued: {_describe(certificate)}\nThe holder gets it from the running bot.")
    return 0


def _reissue_renamed(
    certificates: Certificates, _arguments: argparse.Namespace, _settings: Settings
) -> int:
    made = 0
    while some := certificates.reissue_renamed():
        made += some
    print(f"Reissued: {made}. The holders get them from the running bot.")
    return 0


def _describe(certificate: Certificate) -> str:
    until = certificate.valid_until
    return (
        f"{format_code(certificate.code)}, {certificate.name or 'name erased'}, "
        f"{certificate.course_title}, version {certificate.version_number}, "
        f"completed {certificate.achieved_on}, {f'valid until {until}' if until else 'no end'}"
    )
