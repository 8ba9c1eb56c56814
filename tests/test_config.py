"""Settings: where they come from, what is refused, and that secrets stay secret."""

from datetime import date
from pathlib import Path

import pytest
from pydantic import ValidationError

from bot.config import BadSettings, Settings, list_settings, read_settings

TOKEN = "7000000001:AA-token_of_the_tests-and-no-other-bot"


@pytest.fixture(autouse=True)
def _empty_folder(settings: Settings) -> None:
    """Run in an empty folder, with no setting in the environment."""


def write_env(text: str | bytes) -> None:
    """Write the `.env` file of the folder we run in."""
    Path(".env").write_bytes(text if isinstance(text, bytes) else text.encode())


def test_defaults_need_no_file() -> None:
    """A fresh copy runs its checks and the demo without any setting."""
    settings = read_settings()

    assert settings.bot_token is None
    assert settings.database == Path("data/bot.db")
    assert settings.content == Path("content")
    assert settings.evidence_key is None
    assert settings.certificate_font is None
    assert settings.organisation == "your company"
    assert settings.contact == "the person who invited you"
    assert settings.bot_api_url is None
    assert settings.proxy_url is None
    assert settings.public_url is None
    assert settings.webhook_secret is None
    assert settings.web_host == "127.0.0.1"
    assert settings.web_port is None
    assert settings.listening_port is None
    assert settings.rate_factor == 1
    assert settings.log_level == "INFO"
    assert settings.timezone == "UTC"
    assert settings.hours == (9, 18)
    assert settings.weekdays_off == {5, 6}
    assert settings.free_days == frozenset()


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("TIMEZONE", "Berlin", "is no time zone"),
        ("TIMEZONE", "../etc/passwd", "is no time zone"),
        ("REMINDER_HOURS", "18-9", "must look like 9-18"),
        ("REMINDER_HOURS", "9-25", "must look like 9-18"),
        ("REMINDER_HOURS", "all day", "must look like 9-18"),
        ("DAYS_OFF", "sat,sonntag", "must be some of mon"),
        ("DAYS_OFF", "mon,tue,wed,thu,fri,sat,sun", "and not all"),
        ("HOLIDAYS", "25.12.2026", "must be days such as"),
    ],
)
def test_hours_of_reminders_are_checked(name: str, value: str, words: str) -> None:
    """A slip would send messages at night, or never."""
    write_env(f"{name}={value}\n")

    with pytest.raises(BadSettings, match=words):
        read_settings()


def test_hours_of_reminders_are_read() -> None:
    """In any order and with spaces."""
    write_env(
        "TIMEZONE=Europe/Berlin\nREMINDER_HOURS=0-24\nDAYS_OFF= Sun, fri\n"
        "HOLIDAYS=2026-12-25, 2027-01-01\n"
    )
    settings = read_settings()

    assert settings.timezone == "Europe/Berlin"
    assert settings.hours == (0, 24)
    assert settings.weekdays_off == {4, 6}
    assert settings.free_days == {date(2026, 12, 25), date(2027, 1, 1)}


def test_env_file_is_read() -> None:
    """With quotes, comments, other programs' settings and any script."""
    write_env(
        f"# Ours\nBOT_TOKEN={TOKEN}\nORGANISATION='Ünï & Söhne'\n"
        "database=my data/bot.db\nOTHER=1\nLOG_LEVEL=DEBUG\n"
    )
    settings = read_settings()

    assert settings.bot_token is not None
    assert settings.bot_token.get_secret_value() == TOKEN
    assert settings.organisation == "Ünï & Söhne"
    assert settings.database == Path("my data/bot.db")
    assert settings.log_level == "DEBUG"


def test_environment_overrides_the_file(monkeypatch: pytest.MonkeyPatch) -> None:
    """A service's own settings count for more than the folder's."""
    write_env("CONTACT=File\nORGANISATION=Acme\n")
    monkeypatch.setenv("CONTACT", "Environment")
    settings = read_settings()

    assert (settings.contact, settings.organisation) == ("Environment", "Acme")


def test_settings_do_not_change() -> None:
    """What was read at the start holds to the end."""
    settings = read_settings()

    with pytest.raises(ValidationError, match="frozen"):
        settings.contact = "somebody else"  # type: ignore[misc]


def test_token_is_not_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither printed, nor in a repr, nor dumped as JSON."""
    monkeypatch.setenv("BOT_TOKEN", TOKEN)
    settings = read_settings()

    for text in (repr(settings), str(settings), settings.model_dump_json(), f"{settings!s}"):
        assert TOKEN not in text
        assert "AA-token" not in text


def test_evidence_key_is_taken_and_not_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without the line's end; an empty one is none."""
    monkeypatch.setenv("EVIDENCE_KEY", f" {'k' * 64}\n")
    settings = read_settings()
    assert settings.evidence_key is not None
    assert settings.evidence_key.get_secret_value() == "k" * 64
    assert "kkk" not in repr(settings)

    monkeypatch.setenv("EVIDENCE_KEY", "")
    monkeypatch.setenv("CERTIFICATE_FONT", "")
    settings = read_settings()
    assert (settings.evidence_key, settings.certificate_font) == (None, None)


def test_password_of_a_proxy_is_not_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    """The settings can be printed as they are."""
    monkeypatch.setenv("PROXY_URL", "http://user:secret@proxy:3128")

    assert "user:secret" not in repr(read_settings())
    assert "user:secret" not in str(read_settings())


@pytest.mark.parametrize(
    ("given", "taken"), [(TOKEN, TOKEN), (f"  {TOKEN}\n", TOKEN), ("", None), ("   ", None)]
)
def test_token_is_taken_without_spaces(
    monkeypatch: pytest.MonkeyPatch, given: str, taken: str | None
) -> None:
    """An empty one, as in the example file, is none."""
    monkeypatch.setenv("BOT_TOKEN", given)
    token = read_settings().bot_token

    assert (token.get_secret_value() if token else None) == taken


@pytest.mark.parametrize(
    ("name", "value", "says"),
    [
        ("BOT_TOKEN", "secret-without-colon", "does not look like a token"),
        ("BOT_TOKEN", f"{TOKEN} {TOKEN}", "does not look like a token"),
        ("BOT_TOKEN", f"bot{TOKEN}", "does not look like a token"),
        ("BOT_TOKEN", f'"{TOKEN}', "does not look like a token"),
        ("EVIDENCE_KEY", "secret", "must be 32 to 256 letters and signs"),
        ("EVIDENCE_KEY", "secret key with spaces " * 3, "must be 32 to 256 letters and signs"),
        ("PROXY_URL", "user:secret@proxy:3128", "must look like http://proxy:3128"),
        ("PROXY_URL", "http://user:secret@proxy:3128/path", "must look like http://proxy:3128"),
        ("PROXY_URL", "ftp://secret.proxy", "must look like http://proxy:3128"),
        ("PROXY_URL", "socks5://secret.proxy:1080", "must look like http://proxy:3128"),
        ("BOT_API_URL", "localhost:8081/secret", "must begin with http:// or https://"),
        ("BOT_API_URL", "http:///secret", "must begin with http:// or https://"),
        ("PUBLIC_URL", "http://bot.example.org/secret", "must look like https://bot.example.org"),
        ("PUBLIC_URL", "bot.example.org/secret", "must look like https://bot.example.org"),
        ("PUBLIC_URL", "https:///secret", "must look like https://bot.example.org"),
        ("PUBLIC_URL", "https://u:secret@bot.example.org", "must look like https://"),
        ("PUBLIC_URL", "https://bot.example.org?secret", "must look like https://"),
        ("PUBLIC_URL", "https://bot.example.org/#secret", "must look like https://"),
        ("WEB_PORT", "secret", "a valid integer"),
        ("WEB_PORT", "0", "greater than or equal to 1"),
        ("WEB_PORT", "65536", "less than or equal to 65535"),
        ("WEB_HOST", "", "at least 1 character"),
        ("RATE_FACTOR", "0", "greater than 0"),
        ("RATE_FACTOR", "inf", "finite number"),
        ("RATE_FACTOR", "secret", "a valid number"),
        ("LOG_LEVEL", "secret", "'DEBUG', 'INFO', 'WARNING' or 'ERROR'"),
        ("ORGANISATION", "", "at least 1 character"),
        ("CONTACT", "", "at least 1 character"),
    ],
)
def test_bad_setting_is_named_and_its_value_is_not(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str, says: str
) -> None:
    """One line with the name and what to do; a value might be a secret."""
    monkeypatch.setenv(name, value)
    with pytest.raises(BadSettings) as refused:
        read_settings()

    message = str(refused.value)
    assert message.startswith(f"{name}: ")
    assert says in message
    assert len(message.splitlines()) == 1
    assert "secret" not in message
    assert TOKEN not in message
    assert refused.value.__suppress_context__ or refused.value.__context__ is None


def test_all_bad_settings_are_named_at_once() -> None:
    """Nobody mends one after the other."""
    write_env("BOT_TOKEN=x\nLOG_LEVEL=loud\nPROXY_URL=here\n")
    with pytest.raises(BadSettings) as refused:
        read_settings()

    assert [line.partition(":")[0] for line in str(refused.value).splitlines()] == [
        "BOT_TOKEN",
        "PROXY_URL",
        "LOG_LEVEL",
    ]


def test_file_in_another_encoding_is_refused() -> None:
    """Windows' Latin-1 is said to be the trouble, without any of its text."""
    write_env("CONTACT=Zoë\n".encode("latin-1"))

    with pytest.raises(BadSettings, match=r"^\.env is not UTF-8 text$"):
        read_settings()


@pytest.mark.parametrize(
    ("given", "taken"),
    [
        ("http://localhost:8081", "http://localhost:8081"),
        ("https://api.acme.example/telegram/", "https://api.acme.example/telegram"),
        ("", None),
    ],
)
def test_api_address_has_no_slash_at_its_end(
    monkeypatch: pytest.MonkeyPatch, given: str, taken: str | None
) -> None:
    """So that paths can be put behind it."""
    monkeypatch.setenv("BOT_API_URL", given)

    assert read_settings().bot_api_url == taken


@pytest.mark.parametrize(
    "address",
    ["http://proxy:3128", "https://u:p@proxy", "http://127.0.0.1:1080/"],
)
def test_http_proxies_are_taken(monkeypatch: pytest.MonkeyPatch, address: str) -> None:
    """As they are written."""
    monkeypatch.setenv("PROXY_URL", address)

    assert read_settings().proxy_url == address


@pytest.mark.parametrize(
    ("given", "taken"),
    [
        ("https://bot.example.org", "https://bot.example.org"),
        ("https://acme.example:8443/training/", "https://acme.example:8443/training"),
        ("", None),
    ],
)
def test_public_address_has_no_slash_at_its_end(
    monkeypatch: pytest.MonkeyPatch, given: str, taken: str | None
) -> None:
    """It may have a path, where a proxy serves several things."""
    monkeypatch.setenv("PUBLIC_URL", given)
    monkeypatch.setenv("WEBHOOK_SECRET", "a-secret")

    assert read_settings().public_url == taken


@pytest.mark.parametrize(
    ("secret", "says"),
    [
        (None, "WEBHOOK_SECRET: is needed with PUBLIC_URL; make one with `openssl rand -hex 32`"),
        ("  ", "WEBHOOK_SECRET: is needed with PUBLIC_URL; make one with `openssl rand -hex 32`"),
        ("two words", "WEBHOOK_SECRET: may hold 1 to 256 letters, digits, _ and -"),
        ("geheimnißvoll", "WEBHOOK_SECRET: may hold 1 to 256 letters, digits, _ and -"),
        ("x" * 257, "WEBHOOK_SECRET: may hold 1 to 256 letters, digits, _ and -"),
    ],
)
def test_webhook_needs_a_secret_that_telegram_takes(
    monkeypatch: pytest.MonkeyPatch, secret: str | None, says: str
) -> None:
    """Without one anybody could post updates; one line says how to make it."""
    monkeypatch.setenv("PUBLIC_URL", "https://bot.example.org")
    if secret is not None:
        monkeypatch.setenv("WEBHOOK_SECRET", secret)

    with pytest.raises(BadSettings) as refused:
        read_settings()

    assert str(refused.value) == says


def test_webhook_secret_is_taken_and_not_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    """Up to 256 characters, without the spaces around it."""
    secret = "Az09_-" + "x" * 250
    monkeypatch.setenv("PUBLIC_URL", "https://bot.example.org")
    monkeypatch.setenv("WEBHOOK_SECRET", f" {secret}\n")
    settings = read_settings()

    assert settings.webhook_secret is not None
    assert settings.webhook_secret.get_secret_value() == secret
    for text in (repr(settings), str(settings), settings.model_dump_json()):
        assert "Az09" not in text


@pytest.mark.parametrize(
    ("environment", "port"),
    [
        ({}, None),
        ({"WEB_PORT": ""}, None),
        ({"WEB_PORT": "9000"}, 9000),
        ({"PUBLIC_URL": "https://bot.example.org"}, 8080),
        ({"PUBLIC_URL": "https://bot.example.org", "WEB_PORT": "9000"}, 9000),
    ],
)
def test_web_server_runs_where_it_is_asked_for(
    monkeypatch: pytest.MonkeyPatch, environment: dict[str, str], port: int | None
) -> None:
    """By a port, or by a webhook, which cannot do without."""
    for name, value in ({"WEBHOOK_SECRET": "a-secret"} | environment).items():
        monkeypatch.setenv(name, value)

    assert read_settings().listening_port == port


def test_list_of_settings_is_complete() -> None:
    """Each has its name, its default and a sentence; the paper and the help are made of it."""
    listed = {name: (default, text) for name, default, text in list_settings()}

    assert set(listed) == {name.upper() for name in Settings.model_fields}
    assert listed["BOT_TOKEN"][0] == ""
    assert listed["DATABASE"][0] == str(Path("data/bot.db"))
    assert listed["LOG_LEVEL"][0] == "INFO"
    assert listed["PERSONAL_FILES_IN_CHAT"][0] == "no"
    for _default, text in listed.values():
        assert len(text) > 20
        assert text.endswith(".")


@pytest.mark.parametrize(
    ("lines", "words"),
    [
        ("XAPI_HOME=hr.example.org", "XAPI_HOME: must look like https://hr.example.org"),
        ("XAPI_HOME=https://bot:key@hr.example.org", "XAPI_HOME: must look like"),
        ("XAPI_USER=bot", "XAPI_PASSWORD: goes with XAPI_USER"),
        ("XAPI_PASSWORD=pa55", "XAPI_PASSWORD: goes with XAPI_USER"),
        ("XAPI_USER=a:b\nXAPI_PASSWORD=pa55", "XAPI_USER: cannot have a colon"),
        ("XAPI_USER=bot\nXAPI_PASSWORD=pa55\nXAPI_TOKEN=t", "XAPI_TOKEN: takes the place of"),
        ("XAPI_TOKEN='a b'", "XAPI_TOKEN: may hold letters"),
        (f"RECORD_STORE={'long ' * 40}", "RECORD_STORE: must be one line of at most 100"),
    ],
)
def test_settings_of_record_stores_are_checked(lines: str, words: str) -> None:
    """Each says what to do, and none shows a secret."""
    write_env(lines + "\n")

    with pytest.raises(BadSettings, match=words) as refused:
        read_settings()
    assert "pa55" not in str(refused.value)


def test_credentials_of_record_stores_are_not_shown() -> None:
    """Nor does a slash at the end make another home."""
    write_env("XAPI_HOME=https://hr.example.org/\nXAPI_USER=bot\nXAPI_PASSWORD=pa55\n")
    settings = read_settings()
    assert settings.xapi_home == "https://hr.example.org"
    assert "pa55" not in repr(settings)

    write_env("XAPI_HOME=\nXAPI_USER=\nXAPI_PASSWORD=\nXAPI_TOKEN= t0ken \n")
    settings = read_settings()
    assert (settings.xapi_home, settings.xapi_user, settings.xapi_password) == (None, None, None)
    assert settings.xapi_token is not None
    assert settings.xapi_token.get_secret_value() == "t0ken"
    assert "t0ken" not in repr(settings)
