"""The public page that says what the code of a certificate is worth, and no more than it does."""

import base64
import hashlib
from html import escape
from http import HTTPStatus
from pathlib import Path
from string import Template

from fastapi import Request
from fastapi.responses import HTMLResponse

from bot.bundle import Services
from bot.learning.certificates import (
    CODE_LENGTH,
    Certificate,
    EndingKind,
    Status,
    Verification,
    format_code,
)
from bot.learning.phrases import word_date
from bot.web.rates import RateLimit, name_client

A_MINUTE = 20  # codes from one address
A_MINUTE_IN_ALL = 600
CODE_LIMIT = 3 * CODE_LENGTH  # characters that are read of what was typed
FOLDER = Path(__file__).parent
PAGE = Template((FOLDER / "verify.html").read_text(encoding="utf-8"))
STYLE = (FOLDER / "verify.css").read_text(encoding="utf-8")
STYLE_HASH = base64.b64encode(hashlib.sha256(STYLE.encode()).digest()).decode()
HEADERS = {
    "content-security-policy": f"default-src 'none'; style-src 'sha256-{STYLE_HASH}'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
    "referrer-policy": "no-referrer",
    "x-content-type-options": "nosniff",
    "x-robots-tag": "noindex, nofollow",
}
VERDICTS = {
    Status.VALID: "✓ Valid",
    Status.EXPIRED: "Expired",
    Status.REVOKED: "Revoked",
    Status.UNKNOWN: "Unknown code",
}
MEANINGS = {
    Status.VALID: "This certificate is ours and valid today. Compare it with what stands here.",
    Status.EXPIRED: "This certificate is ours. Its time is over.",
    Status.REVOKED: "This certificate is not valid any more.",
    Status.UNKNOWN: "No certificate of ours has this code. Compare it with the certificate.",
}
MISTYPED = "One character is wrong or missing. Compare the code with the certificate."
BUSY = "Too many codes were tried. Wait a minute and try again."


class VerifyPage:
    """A form, and under it what the code is worth."""

    def __init__(self, services: Services) -> None:
        self._services = services
        self._limit = RateLimit(A_MINUTE, A_MINUTE_IN_ALL)

    async def show(self, request: Request, code: str = "") -> HTMLResponse:
        """Show the page, with a verdict where a code is given."""
        code = code.strip()[:CODE_LIMIT]
        action = request.url.path.rpartition("/")[2]
        if not code:
            return self._write(action, "", "")
        wait = self._limit.find_wait(name_client(request))
        if wait is not None:
            busy = _frame("busy", "One moment", BUSY)
            page = self._write(action, code, busy, HTTPStatus.TOO_MANY_REQUESTS)
            page.headers["retry-after"] = str(wait)
            return page
        services = self._services
        verification = await services.compute(services.certificates.verify, code)
        return self._write(action, code, _show(verification))

    def _write(
        self, action: str, code: str, verdict: str, status: HTTPStatus = HTTPStatus.OK
    ) -> HTMLResponse:
        page = PAGE.substitute(
            style=STYLE,
            organisation=escape(self._services.organisation),
            action=escape(action),
            code=escape(code),
            verdict=verdict,
        )
        return HTMLResponse(page, status, HEADERS)


def _show(verification: Verification) -> str:
    status, certificate = verification.status, verification.certificate
    if certificate is None:
        meaning = MISTYPED if verification.is_mistyped else MEANINGS[status]
        return _frame(status, VERDICTS[status], meaning)
    is_replaced = certificate.ending is EndingKind.REPLACED
    verdict = "Replaced by a newer certificate" if is_replaced else VERDICTS[status]
    facts = "".join(
        f"<dt>{label}</dt><dd>{escape(value)}</dd>" for label, value in _describe(certificate)
    )
    return _frame(status, verdict, MEANINGS[status], f"<dl>{facts}</dl>")


def _describe(certificate: Certificate) -> list[tuple[str, str]]:
    last_day = certificate.valid_until
    return [
        ("Name", certificate.name if certificate.name is not None else "erased"),
        ("Course", certificate.course_title),
        ("Content version", str(certificate.version_number)),
        ("Completed on", word_date(certificate.achieved_on)),
        ("Valid until", "no end" if last_day is None else word_date(last_day)),
        ("Code", format_code(certificate.code)),
    ]


def _frame(tone: str, verdict: str, meaning: str, more: str = "") -> str:
    head = f'<section class="{tone}" role="status"><h2>{escape(verdict)}</h2>'
    return f"{head}<p>{escape(meaning)}</p>{more}</section>"
