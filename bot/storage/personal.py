"""Which rows are about whom: the map by which people are shown all that is stored about them.

A table with people in it must be in `PERSONAL`, any other in `IMPERSONAL`: a test sees to it.
"""

from dataclasses import dataclass

from bot.learning.privacy import Purpose
from bot.learning.quiz import COUNTED

# Whoever learned before the roster named them has a second, empty row.
_ME = "(SELECT id FROM person WHERE id = :person OR replaced_by = :person)"
_MY_ACCOUNT = "(SELECT telegram_id FROM person WHERE id = :person)"
_COUNTED = ", ".join(f"'{kind}'" for kind in sorted(COUNTED))
_MY_QUIZZES = f"(SELECT id FROM quiz_session WHERE person_id IN {_ME})"  # noqa: S608 - from here
_COUNTING = f"(SELECT id FROM quiz_session WHERE person_id IN {_ME} AND kind IN ({_COUNTED}))"  # noqa: S608
_PRACTISED = _COUNTING.replace("kind IN", "kind NOT IN")
_CORRECTED = f"(SELECT id FROM result_correction WHERE session_id IN {_MY_QUIZZES})"  # noqa: S608
_RULED = f"(SELECT pass_decision_id FROM pass_ruling WHERE correction_id IN {_CORRECTED})"  # noqa: S608
_REGRADED = f"(SELECT decision_id FROM result_correction WHERE session_id IN {_MY_QUIZZES})"  # noqa: S608
_MY_CERTIFICATES = f"(SELECT id FROM certificate WHERE person_id IN {_ME})"  # noqa: S608
_MY_OCCURRENCES = f"(SELECT id FROM occurrence WHERE person_id IN {_ME})"  # noqa: S608
_MY_FLAGS = f"(SELECT id FROM question_flag WHERE person_id IN {_ME})"  # noqa: S608
_MY_SUBSCRIPTIONS = f"(SELECT id FROM subscription WHERE person_id IN {_ME})"  # noqa: S608
_MY_UPLOADS = f"(SELECT id FROM upload WHERE person_id IN {_ME})"  # noqa: S608
_MY_INVITES = (
    f"(SELECT invite_id FROM personal_invite WHERE person_id IN {_ME}"  # noqa: S608
    f" UNION SELECT invite_id FROM person WHERE id IN {_ME})"
)
_IN_RUNNING_TEST = (
    "session_id IN (SELECT id FROM quiz_session WHERE kind = 'test' AND finished_at IS NULL)"
)


@dataclass(frozen=True)
class PersonalTable:
    """Rows of a table that are about a person.

    Either columns name the person (`by`), or a condition finds the rows, for `:person`.
    `hidden` columns are secrets, or about somebody else; a `veiled` one is empty where it says.
    """

    name: str
    purpose: Purpose
    by: tuple[str, ...] = ()
    where: str = ""
    hidden: frozenset[str] = frozenset()
    veiled: tuple[str, str] | None = None

    @property
    def condition(self) -> str:
        """By which the rows are found."""
        named = " OR ".join(f"{column} IN {_ME}" for column in self.by)
        return " AND ".join(f"({part})" for part in (named, self.where) if part)


def _hide(*columns: str) -> frozenset[str]:
    return frozenset(columns)


_BY = ("person_id",)
PERSONAL = (
    PersonalTable("quiz_session", Purpose.EVIDENCE, _BY, f"kind IN ({_COUNTED})"),
    PersonalTable("quiz_item", Purpose.EVIDENCE, where=f"session_id IN {_COUNTING}"),
    PersonalTable(
        "answer",
        Purpose.EVIDENCE,
        where=f"session_id IN {_COUNTING}",
        # Of a test nobody learns what was right before its end.
        veiled=("is_correct", _IN_RUNNING_TEST),
    ),
    PersonalTable("card_read", Purpose.EVIDENCE, _BY),
    PersonalTable("lesson_read", Purpose.EVIDENCE, _BY),
    PersonalTable("completion", Purpose.EVIDENCE, _BY),
    PersonalTable("completion_change", Purpose.EVIDENCE, _BY),
    PersonalTable("result_correction", Purpose.EVIDENCE, where=f"session_id IN {_MY_QUIZZES}"),
    PersonalTable(
        "key_decision", Purpose.EVIDENCE, where=f"id IN {_REGRADED}", hidden=_hide("person_id")
    ),
    PersonalTable("pass_ruling", Purpose.EVIDENCE, where=f"correction_id IN {_CORRECTED}"),
    PersonalTable(
        "pass_decision", Purpose.EVIDENCE, where=f"id IN {_RULED}", hidden=_hide("person_id")
    ),
    PersonalTable("certificate", Purpose.EVIDENCE, _BY, hidden=_hide("name_salt")),
    PersonalTable(
        "certificate_ending",
        Purpose.EVIDENCE,
        where=f"certificate_id IN {_MY_CERTIFICATES}",
        hidden=_hide("reason_salt", "ended_by"),
    ),
    PersonalTable("occurrence", Purpose.EVIDENCE, _BY),
    PersonalTable(
        "occurrence_event",
        Purpose.EVIDENCE,
        where=f"occurrence_id IN {_MY_OCCURRENCES}",
        hidden=_hide("actor_id", "reason_salt", "proof_salt"),
    ),
    PersonalTable(
        "assignment",
        Purpose.EVIDENCE,
        where=f"target = 'person' AND CAST(target_key AS INTEGER) IN {_ME}",
        hidden=_hide("actor_id", "ended_by"),
    ),
    PersonalTable("person_event", Purpose.EVIDENCE, _BY, hidden=_hide("actor_id")),
    PersonalTable("notice_acceptance", Purpose.EVIDENCE, _BY),
    PersonalTable("evidence_event", Purpose.EVIDENCE, _BY),
    PersonalTable("quiz_session", Purpose.OWN, _BY, f"kind NOT IN ({_COUNTED})"),
    PersonalTable("quiz_item", Purpose.OWN, where=f"session_id IN {_PRACTISED}"),
    PersonalTable("answer", Purpose.OWN, where=f"session_id IN {_PRACTISED}"),
    PersonalTable("lesson_rating", Purpose.OWN, _BY),
    PersonalTable("question_flag", Purpose.OWN, _BY),
    PersonalTable(
        "flag_answer", Purpose.OWN, where=f"flag_id IN {_MY_FLAGS}", hidden=_hide("person_id")
    ),
    PersonalTable("prompt", Purpose.OWN, _BY),
    PersonalTable("snooze", Purpose.OWN, _BY),
    PersonalTable("course_choice", Purpose.OWN, _BY),
    PersonalTable("verify_attempt", Purpose.RUNNING, _BY),
    PersonalTable("person", Purpose.RUNNING, where=f"id IN {_ME}"),
    PersonalTable("employee", Purpose.RUNNING, _BY),
    PersonalTable("personal_invite", Purpose.RUNNING, _BY),
    PersonalTable(
        "invite", Purpose.RUNNING, where=f"id IN {_MY_INVITES}", hidden=_hide("code_hash")
    ),
    PersonalTable("invite_claim", Purpose.RUNNING, where=f"telegram_id IN {_MY_ACCOUNT}"),
    PersonalTable("join_attempt", Purpose.RUNNING, where=f"telegram_id IN {_MY_ACCOUNT}"),
    PersonalTable("inbox_update", Purpose.RUNNING, where=f"chat_key IN {_MY_ACCOUNT}"),
    PersonalTable(
        "access_log", Purpose.RUNNING, ("subject_id",), hidden=_hide("actor_id", "login")
    ),
    PersonalTable("dashboard_link", Purpose.RUNNING, _BY, hidden=_hide("code_hash")),
    PersonalTable("dashboard_session", Purpose.RUNNING, _BY, hidden=_hide("token_hash")),
    PersonalTable("dashboard_request", Purpose.RUNNING, _BY, hidden=_hide("key")),
    PersonalTable("record_store_absence", Purpose.RUNNING, _BY),
    PersonalTable("person_change", Purpose.RUNNING, _BY),
    PersonalTable("notice", Purpose.RUNNING, _BY),
    PersonalTable("unprompted", Purpose.RUNNING, _BY),
    PersonalTable("subscription", Purpose.RUNNING, _BY),
    PersonalTable(
        "subscribed_report", Purpose.RUNNING, where=f"subscription_id IN {_MY_SUBSCRIPTIONS}"
    ),
    PersonalTable("broadcast_recipient", Purpose.RUNNING, _BY),
    PersonalTable("content_activation", Purpose.DUTY, _BY),
    PersonalTable("upload", Purpose.DUTY, _BY),
    PersonalTable(
        "upload_file", Purpose.DUTY, where=f"upload_id IN {_MY_UPLOADS}", hidden=_hide("body")
    ),
    PersonalTable("flag_answer", Purpose.DUTY, _BY),
    PersonalTable("key_decision", Purpose.DUTY, _BY),
    PersonalTable("pass_decision", Purpose.DUTY, _BY),
    PersonalTable(
        "certificate_ending",
        Purpose.DUTY,
        ("ended_by",),
        hidden=_hide("reason_salt", "reason_seal"),
    ),
    PersonalTable(
        "person_event",
        Purpose.DUTY,
        ("actor_id",),
        f"person_id NOT IN {_ME}",
        hidden=_hide("telegram_id", "detail"),
    ),
    PersonalTable(
        "occurrence_event",
        Purpose.DUTY,
        ("actor_id",),
        hidden=_hide("reason_salt", "proof", "proof_salt"),
    ),
    PersonalTable("assignment", Purpose.DUTY, ("actor_id", "ended_by")),
    PersonalTable("access_log", Purpose.DUTY, ("actor_id",)),
    PersonalTable("api_token", Purpose.DUTY, _BY, hidden=_hide("token_hash")),
    PersonalTable("api_token_event", Purpose.DUTY, ("actor_id",)),
    PersonalTable("roster_import", Purpose.DUTY, ("actor_id",)),
    PersonalTable("roster_file", Purpose.DUTY, _BY, hidden=_hide("body")),
)
# Nobody is in these.
IMPERSONAL = frozenset(
    {
        *("content_version", "content_media", "media_upload", "disk_notice", "key_change"),
        *("evidence_mark", "broadcast", "notice_text", "spent_number", "record_store"),
        "record_mark",
    }
)
