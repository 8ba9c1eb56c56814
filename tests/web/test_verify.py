"""The public page for codes: what it says, what it keeps to itself, and how often one may ask."""

import re

import httpx
import pytest

from bot.bundle import Services
from bot.web.application import create_web
from bot.web.rates import CLIENTS, RateLimit
from bot.web.verify import A_MINUTE
from tests.conftest import FakeClock
from tests.services.builder import School


@pytest.fixture
def school(services: Services, clock: FakeClock) -> School:
    """A school on the database behind the page, in which somebody with a nasty name has passed."""
    school = School(services.library._database, clock)
    school.complete(school.join(name='Ana <b>"Kovač"</b>'))
    return school


async def ask(client: httpx.AsyncClient, code: str, forwarded: str = "198.51.100.7") -> str:
    """Return what the page says about a code, without its style."""
    headers = {"x-forwarded-for": forwarded}
    response = await client.get("/verify", params={"code": code}, headers=headers)
    assert response.status_code == 200
    return re.sub("(?s)<style>.*</style>", "", response.text)


async def test_page_says_what_a_code_is_worth(client: httpx.AsyncClient, school: School) -> None:
    """Valid, expired, revoked or unknown, with what stands on the certificate and no more."""
    [certificate] = school.certificates.list_own(1)

    page = await ask(client, certificate.code.lower())
    for words in (
        "✓ Valid",
        "Ana &lt;b&gt;&quot;Kovač&quot;&lt;/b&gt;",
        "Basics",
        "23 November 2026",
        "no end",
    ):
        assert words in page
    assert "<b>" not in page
    assert "1001" not in page

    school.certificates.revoke(certificate.code, "Copied answers")
    page = await ask(client, certificate.code)
    assert "Revoked" in page
    assert "Copied" not in page
    assert "Ended on" not in page
    unknown = await ask(client, "0" * 20)
    assert "Unknown code" in unknown
    assert "<dl>" not in unknown
    assert "One character is wrong" in await ask(client, certificate.code[:-1])
    assert "&lt;script&gt;" in await ask(client, "<script>alert(1)</script>")
    assert 'role="status"' not in await ask(client, "  ")


async def test_replaced_certificate_leads_to_no_other(
    client: httpx.AsyncClient, school: School
) -> None:
    """Neither the new name nor the new code is given to who has the old one."""
    [old] = school.certificates.list_own(1)
    with school.database.recording() as record:
        record.run("UPDATE person SET name = 'Ana Novak'")
    new = school.certificates.reissue(old.code)

    page = await ask(client, old.code)
    assert "Replaced by a newer certificate" in page
    assert "Novak" not in page
    assert new.code[:4] not in page


async def test_page_is_kept_to_itself(client: httpx.AsyncClient) -> None:
    """No cache, no referrer, no script, no frame, no search engine; and only read."""
    response = await client.get("/verify")

    assert response.headers["cache-control"] == "no-store"
    assert response.headers["referrer-policy"] == "no-referrer"
    assert "default-src 'none'" in response.headers["content-security-policy"]
    assert "frame-ancestors 'none'" in response.headers["content-security-policy"]
    assert "noindex" in response.headers["x-robots-tag"]
    assert (await client.head("/verify")).status_code == 200
    assert (await client.post("/verify")).status_code == 405


async def test_asking_too_often_has_to_wait(client: httpx.AsyncClient, school: School) -> None:
    """Each address by itself; an invented one in front of the proxy's changes nothing."""
    [certificate] = school.certificates.list_own(1)
    for number in range(A_MINUTE):
        await ask(client, certificate.code, f"10.0.0.{number}, 203.0.113.9")
    response = await client.get(
        "/verify",
        params={"code": certificate.code},
        headers={"x-forwarded-for": "10.9.9.9, 203.0.113.9"},
    )

    assert response.status_code == 429
    assert 1 <= int(response.headers["retry-after"]) <= 60
    assert "Kovač" not in response.text
    assert "✓ Valid" in await ask(client, certificate.code, "203.0.113.10")
    assert "✓ Valid" in await ask(client, certificate.code, "not an address")


async def test_bot_without_a_public_address_has_no_page(services: Services) -> None:
    """Its web server is for monitoring."""
    transport = httpx.ASGITransport(app=create_web(services, lambda _: None))
    async with httpx.AsyncClient(transport=transport, base_url="http://testserver") as client:
        assert (await client.get("/verify")).status_code == 404


def test_rate_fills_up_again_and_forgets_whom_it_must() -> None:
    """For one address, for all together, and with more addresses than can be remembered."""
    now = [0.0]
    limit = RateLimit(2, 5, lambda: now[0])
    assert [limit.find_wait("a") for _ in range(3)] == [None, None, 30]
    assert [limit.find_wait(name) for name in "bcde"] == [None, None, None, 12]
    now[0] += 12
    assert limit.find_wait("e") is None
    now[0] += 3600
    assert [limit.find_wait("a") for _ in range(3)] == [None, None, 30]

    crowd = RateLimit(1, 10**9, lambda: now[0])
    for number in range(CLIENTS + 1):
        assert crowd.find_wait(str(number)) is None
    assert crowd.find_wait("1") is not None
    assert crowd.find_wait("0") is None
