"""What is taught: versions, pictures, and files that wait to be published."""

from datetime import datetime

from sqlalchemy import (
    BigInteger,
    Column,
    Index,
    LargeBinary,
    Text,
    text,
)
from sqlmodel import Field

from bot.storage.tables.base import Table, moment


class ContentVersion(Table, table=True):
    """One version of the content as it was read, never changed afterwards."""

    __tablename__ = "content_version"
    id: int | None = Field(default=None, primary_key=True)
    digest: str = Field(unique=True)
    body: str = Field(sa_type=Text)
    stored_at: datetime = moment()


class ContentActivation(Table, table=True):
    """From when on a version is the one that is taught; the latest row counts.

    `number` is what trainers call the version: the same again when it is taught again.
    """

    __tablename__ = "content_activation"
    id: int | None = Field(default=None, primary_key=True)
    version_id: int = Field(foreign_key="content_version.id")
    activated_at: datetime = moment()
    number: int = Field(default=0, sa_column_kwargs={"server_default": "0"})
    origin: str = Field(default="disk", sa_column_kwargs={"server_default": "disk"})
    person_id: int | None = Field(default=None, foreign_key="person.id")  # None: no trainer
    summary: str | None = None  # what changed


class DiskNotice(Table, table=True):
    """A state of the files on disk that trainers were told of."""

    __tablename__ = "disk_notice"
    digest: str = Field(primary_key=True)
    told_at: datetime = moment()


class Upload(Table, table=True):
    """Files that a trainer sent together for the bank, and what became of them.

    `base_id` is the version that was taught when they came.
    """

    __table_args__ = (
        # Two would be two answers to "which file did I mean?".
        Index(
            "uq_upload_pending",
            "person_id",
            unique=True,
            sqlite_where=text("state = 'pending'"),
        ),
        Index("ix_upload_open", "sent_at", sqlite_where=text("settled_at IS NULL")),
    )
    id: int | None = Field(default=None, primary_key=True)
    person_id: int = Field(foreign_key="person.id", index=True)
    album: str | None = None  # Telegram's name for what was sent in one go
    state: str
    base_id: int = Field(foreign_key="content_version.id")
    sent_at: datetime = moment()
    settled_at: datetime | None = moment(nullable=True)
    number: int | None = None  # of the version that it became
    message_id: int | None = None  # in which it is shown


class UploadFile(Table, table=True):
    """One of the files of an upload; gone when that is settled."""

    __tablename__ = "upload_file"
    upload_id: int = Field(primary_key=True, foreign_key="upload.id")
    update_id: int = Field(sa_column=Column(BigInteger, primary_key=True, autoincrement=False))
    name: str
    body: bytes = Field(sa_type=LargeBinary)


class ContentMedia(Table, table=True):
    """A picture of the content by the SHA-256 of its bytes, never changed afterwards."""

    __tablename__ = "content_media"
    digest: str = Field(primary_key=True)
    body: bytes = Field(sa_type=LargeBinary)
    stored_at: datetime = moment()


class MediaUpload(Table, table=True):
    """A picture that Telegram has: by this id a bot sends it again without uploading it."""

    __tablename__ = "media_upload"
    bot_id: int = Field(sa_column=Column(BigInteger, primary_key=True, autoincrement=False))
    digest: str = Field(primary_key=True, foreign_key="content_media.digest")
    file_id: str
