"""Settings from the environment and `.env`; the description of each is its documentation."""

import re
from datetime import date
from pathlib import Path
from typing import Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import Field, SecretStr, ValidationError, ValidationInfo, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

TOKEN = re.compile(r"[0-9]{5,}:[A-Za-z0-9_-]{30,}")
WEB_ADDRESS = re.compile(r"https?://[^\s/]+(/.*)?")
PROXY_ADDRESS = re.compile(r"https?://[^\s/]+/?")
PUBLIC_ADDRESS = re.compile(r"https://[^\s/?#@]+(/[^\s?#]*)?")
WEBHOOK_SECRET = re.compile(r"[A-Za-z0-9_-]{1,256}")
HOME_ADDRESS = re.compile(r"https?://[^\s/?#@]+(/[^\s?#]*)?")
URN = re.compile(r"urn:[A-Za-z0-9][A-Za-z0-9-]{0,31}:[^\s?#]+")
BEARER = re.compile(r"[A-Za-z0-9._~+/=-]+")
NAME_LENGTH = 100
EVIDENCE_KEY = re.compile(r"[!-~]{32,256}")
HOURS = re.compile(r"([0-9]{1,2})\s*-\s*([0-9]{1,2})")
MIDNIGHT = 24
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
WEBHOOK_PORT = 8080  # behind the proxy that speaks HTTPS, unless WEB_PORT says otherwise


class BadSettings(Exception):
    """A setting cannot be used; the message names it and says what to do, one line each."""


class Settings(BaseSettings):
    """Everything that differs between two installations."""

    model_config = SettingsConfigDict(env_file=".env", extra="ignore", frozen=True)

    bot_token: SecretStr | None = Field(
        None, description="The bot's token from @BotFather. `run_bot.py setup` helps to get it."
    )
    database: Path = Field(
        Path("data/bot.db"), description="The SQLite file with everybody's progress."
    )
    evidence_key: SecretStr | None = Field(
        None,
        description="What the evidence is sealed with, at least 32 characters. Empty: the file "
        "beside the database that ends in .key, made at the first start.",
    )
    content: Path = Field(
        Path("content"), description="The folder with courses, lessons, questions and glossary."
    )
    organisation: str = Field(
        "your company", description="Your organisation's name, as learners know it.", min_length=1
    )
    contact: str = Field(
        "the person who invited you",
        description="Whom learners ask: a name or an address.",
        min_length=1,
    )
    certificate_font: Path | None = Field(
        None,
        description="A TrueType font for names on certificates that Latin, Cyrillic and Greek "
        "letters cannot write.",
    )
    bot_api_url: str | None = Field(
        None, description="A self-hosted Bot API server, such as http://localhost:8081."
    )
    proxy_url: str | None = Field(
        None,
        description="An HTTP proxy to reach Telegram, such as http://proxy:3128.",
        repr=False,  # it may hold a password
    )
    public_url: str | None = Field(
        None,
        description="Where Telegram reaches this bot, such as https://bot.example.org: updates "
        "come by webhook. Empty: by long polling.",
    )
    webhook_secret: SecretStr | None = Field(
        None,
        description="What Telegram shows to prove that an update is from it; needed with "
        "PUBLIC_URL.",
        validate_default=True,
    )
    web_host: str = Field(
        "127.0.0.1", description="The address the web server listens on.", min_length=1
    )
    web_port: int | None = Field(
        None,
        description="The port of the web server, with /healthz, the webhook, dashboard and API. "
        f"Empty: {WEBHOOK_PORT} with PUBLIC_URL, else no web server.",
        ge=1,
        le=65535,
    )
    rate_factor: float = Field(
        1,
        description="How many times Telegram's usual rates this bot may use; more than 1 only "
        "where Telegram has raised them, as with paid broadcasts.",
        gt=0,
        allow_inf_nan=False,
    )
    timezone: str = Field(
        "UTC",
        description="Where the company is, such as Europe/Berlin: for its own days, and for "
        "people for whom the roster names no time zone.",
    )
    personal_files_in_chat: bool = Field(
        default=False,
        description="Whether files with names, such as reports and lists of invitations, go "
        "through the chat, and so through Telegram; the joining notice then says so.",
    )
    answers_report: bool = Field(
        default=False,
        description="Whether `report answers` may list each answer with a name; the joining notice "
        "then says so. Ask the works council first.",
    )
    reminder_hours: str = Field(
        "9-18", description="The hours in which people are reminded, in their own time."
    )
    days_off: str = Field(
        "sat,sun", description="The days of the week on which nobody is reminded."
    )
    holidays: str = Field(
        "",
        description="Days on which nobody is reminded, such as 2026-12-25,2027-01-01.",
    )
    retention_months: int = Field(
        36,
        description="How many months after leaving the company somebody's name and personal data "
        "are erased; 0: never.",
        ge=0,
        le=1200,
    )
    practice_months: int = Field(
        12, description="How many months practice is kept; 0: for ever.", ge=0, le=1200
    )
    record_store: str = Field(
        "",
        description="What the learning record store is called to which results go, such as the "
        "Acme learning records; the joining notice names it. Needed for `xapi push` and for "
        "answers in `xapi export`.",
    )
    xapi_home: str | None = Field(
        None,
        description="The address under which statements name people and courses, such as "
        "https://hr.example.org; never change it. Empty: PUBLIC_URL, else a URN of ORGANISATION.",
    )
    xapi_user: str | None = Field(
        None, description="The user by whom the record store lets statements in."
    )
    xapi_password: SecretStr | None = Field(
        None, description="The password of XAPI_USER.", validate_default=True
    )
    xapi_token: SecretStr | None = Field(
        None,
        description="A token that lets statements in, in place of a user and password.",
        validate_default=True,
    )
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = Field(
        "INFO", description="How much is logged: DEBUG, INFO, WARNING or ERROR."
    )

    @field_validator("bot_token")
    @classmethod
    def _check_token(cls, value: SecretStr | None) -> SecretStr | None:
        if value is None or not value.get_secret_value().strip():
            return None
        token = value.get_secret_value().strip()
        if not TOKEN.fullmatch(token):
            raise ValueError("does not look like a token; @BotFather gives one like 123456:ABC…")
        return SecretStr(token)

    @field_validator("evidence_key")
    @classmethod
    def _check_key(cls, value: SecretStr | None) -> SecretStr | None:
        key = value.get_secret_value().strip() if value is not None else ""
        if key and not EVIDENCE_KEY.fullmatch(key):
            raise ValueError(
                "must be 32 to 256 letters and signs; make one with `openssl rand -hex 32`"
            )
        return SecretStr(key) if key else None

    @field_validator("bot_api_url")
    @classmethod
    def _check_address(cls, value: str | None) -> str | None:
        if not value:
            return None
        if not WEB_ADDRESS.fullmatch(value):
            raise ValueError("must begin with http:// or https://")
        return value.rstrip("/")

    @field_validator("proxy_url")
    @classmethod
    def _check_proxy(cls, value: str | None) -> str | None:
        if not value:
            return None
        if not PROXY_ADDRESS.fullmatch(value):
            raise ValueError("must look like http://proxy:3128")
        return value

    @field_validator("public_url")
    @classmethod
    def _check_public_url(cls, value: str | None) -> str | None:
        if not value:
            return None
        if not PUBLIC_ADDRESS.fullmatch(value):
            raise ValueError("must look like https://bot.example.org")
        return value.rstrip("/")

    @field_validator("webhook_secret")
    @classmethod
    def _check_secret(cls, value: SecretStr | None, info: ValidationInfo) -> SecretStr | None:
        secret = value.get_secret_value().strip() if value is not None else ""
        if secret and not WEBHOOK_SECRET.fullmatch(secret):
            raise ValueError("may hold 1 to 256 letters, digits, _ and -")
        if not secret and info.data.get("public_url"):
            raise ValueError("is needed with PUBLIC_URL; make one with `openssl rand -hex 32`")
        return SecretStr(secret) if secret else None

    @field_validator("record_store")
    @classmethod
    def _check_store_name(cls, value: str) -> str:
        name = value.strip()
        if len(name) > NAME_LENGTH or not name.isprintable():
            raise ValueError(f"must be one line of at most {NAME_LENGTH} characters")
        return name

    @field_validator("xapi_home")
    @classmethod
    def _check_home(cls, value: str | None) -> str | None:
        home = (value or "").strip().rstrip("/")
        if home and not (HOME_ADDRESS.fullmatch(home) or URN.fullmatch(home)):
            raise ValueError("must look like https://hr.example.org or urn:example:hr")
        return home or None

    @field_validator("xapi_user")
    @classmethod
    def _check_user(cls, value: str | None) -> str | None:
        if value and ":" in value:
            raise ValueError("cannot have a colon in it")
        return value or None

    @field_validator("xapi_password")
    @classmethod
    def _check_password(cls, value: SecretStr | None, info: ValidationInfo) -> SecretStr | None:
        password = value if value is not None and value.get_secret_value() else None
        if (password is None) != (info.data.get("xapi_user") is None):
            raise ValueError("goes with XAPI_USER: set both or none")
        return password

    @field_validator("xapi_token")
    @classmethod
    def _check_xapi_token(cls, value: SecretStr | None, info: ValidationInfo) -> SecretStr | None:
        token = value.get_secret_value().strip() if value is not None else ""
        if token and info.data.get("xapi_user"):
            raise ValueError("takes the place of XAPI_USER and XAPI_PASSWORD: set one or the other")
        if token and not BEARER.fullmatch(token):
            raise ValueError("may hold letters, digits and - . _ ~ + / =")
        return SecretStr(token) if token else None

    @field_validator("timezone")
    @classmethod
    def _check_timezone(cls, value: str) -> str:
        try:
            return ZoneInfo(value.strip() or "UTC").key
        except (ZoneInfoNotFoundError, ValueError):
            raise ValueError("is no time zone; write it as Europe/Berlin") from None

    @field_validator("reminder_hours")
    @classmethod
    def _check_hours(cls, value: str) -> str:
        found = HOURS.fullmatch(value.strip())
        if found is None or not 0 <= int(found[1]) < int(found[2]) <= MIDNIGHT:
            raise ValueError("must look like 9-18")
        return value.strip()

    @field_validator("days_off")
    @classmethod
    def _check_days(cls, value: str) -> str:
        days = set(_split(value.lower()))
        if not days <= set(WEEKDAYS) or days == set(WEEKDAYS):
            raise ValueError(f"must be some of {','.join(WEEKDAYS)}, and not all")
        return ",".join(sorted(days, key=WEEKDAYS.index))

    @field_validator("holidays")
    @classmethod
    def _check_holidays(cls, value: str) -> str:
        try:
            return ",".join(date.fromisoformat(day).isoformat() for day in _split(value))
        except ValueError:
            raise ValueError("must be days such as 2026-12-25,2027-01-01") from None

    @property
    def hours(self) -> tuple[int, int]:
        """From which hour to which one people are reminded."""
        first, last = self.reminder_hours.split("-")
        return int(first), int(last)

    @property
    def weekdays_off(self) -> frozenset[int]:
        """The days of the week on which nobody is reminded; Monday is 0."""
        return frozenset(WEEKDAYS.index(day) for day in _split(self.days_off))

    @property
    def free_days(self) -> frozenset[date]:
        """The holidays."""
        return frozenset(date.fromisoformat(day) for day in _split(self.holidays))

    @field_validator("web_port", "certificate_font", mode="before")
    @classmethod
    def _read_empty(cls, value: object) -> object:
        return None if isinstance(value, str) and not value.strip() else value

    @property
    def listening_port(self) -> int | None:
        """The port of the web server; None where there is none."""
        return self.web_port or (WEBHOOK_PORT if self.public_url else None)


def _split(value: str) -> list[str]:
    return [part.strip() for part in value.split(",") if part.strip()]


def read_settings() -> Settings:
    """Read the environment and `.env`; raise BadSettings, which never shows a secret value."""
    try:
        return Settings()
    except ValidationError as error:
        problems = [
            f"{'.'.join(map(str, one['loc'])).upper()}: {one['msg'].removeprefix('Value error, ')}"
            for one in error.errors(include_input=False)
        ]
    except UnicodeDecodeError:
        problems = [".env is not UTF-8 text"]
    raise BadSettings("\n".join(problems))


def list_settings() -> list[tuple[str, str, str]]:
    """Return the name, the default and the description of every setting."""
    return [
        (name.upper(), _word_default(field.default), field.description or "")
        for name, field in Settings.model_fields.items()
    ]


def _word_default(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "" if value is None else str(value)
