"""Kinds of updates that the bot does not ask Telegram for, as Bot API 10.0 describes them."""

from typing import Any

from hypothesis import strategies as st

from tests.faults.senders import Cast, Made, private, texts, users


def polls() -> Made:
    """Make polls."""
    option = st.fixed_dictionaries(
        {"persistent_id": st.just("p"), "text": texts(), "voter_count": st.just(0)}
    )
    flags = ("is_closed", "is_anonymous", "allows_multiple_answers", "allows_revoting")
    return st.fixed_dictionaries(
        {
            "id": st.just("1"),
            "question": texts(),
            "options": st.lists(option, max_size=3),
            "total_voter_count": st.integers(0, 9),
            "type": st.sampled_from(["regular", "quiz"]),
            "members_only": st.booleans(),
            **{flag: st.booleans() for flag in flags},
        }
    )


def rare_kinds(cast: Cast) -> dict[str, Made]:
    """Make the kinds that are neither messages nor taps; the bot asks Telegram for none of them."""
    user, chat, number = users(cast), users(cast).map(private), st.integers(0, 2**40)
    day = st.just(1_700_000_000)
    emoji = st.just([{"type": "emoji", "emoji": "👍"}])
    source = st.builds(lambda one: {"source": "premium", "user": one}, user)
    boost = st.fixed_dictionaries(
        {"boost_id": st.just("b"), "add_date": day, "expiration_date": day, "source": source}
    )
    change = {
        "chat": chat,
        "from": user,
        "date": day,
        "old_chat_member": st.builds(lambda one: {"status": "member", "user": one}, user),
        "new_chat_member": st.builds(
            lambda one: {"status": "kicked", "user": one, "until_date": 0}, user
        ),
    }
    address = {
        key: texts()
        for key in ("country_code", "state", "city", "street_line1", "street_line2", "post_code")
    }
    fields: dict[str, dict[str, st.SearchStrategy[Any]]] = {
        "business_connection": {
            "id": texts(),
            "user": user,
            "user_chat_id": number,
            "date": day,
            "is_enabled": st.booleans(),
        },
        "deleted_business_messages": {
            "business_connection_id": texts(),
            "chat": chat,
            "message_ids": st.lists(number, max_size=3),
        },
        "message_reaction": {
            "chat": chat,
            "user": user,
            "message_id": number,
            "date": day,
            "old_reaction": st.just([]),
            "new_reaction": emoji,
        },
        "message_reaction_count": {
            "chat": chat,
            "message_id": number,
            "date": day,
            "reactions": st.just([]),
        },
        "inline_query": {"id": texts(), "from": user, "query": texts(), "offset": texts()},
        "chosen_inline_result": {"result_id": texts(), "from": user, "query": texts()},
        "shipping_query": {
            "id": texts(),
            "from": user,
            "invoice_payload": texts(),
            "shipping_address": st.fixed_dictionaries(address),
        },
        "pre_checkout_query": {
            "id": texts(),
            "from": user,
            "currency": st.just("XTR"),
            "total_amount": number,
            "invoice_payload": texts(),
        },
        "purchased_paid_media": {"from": user, "paid_media_payload": texts()},
        "poll_answer": {
            "poll_id": texts(),
            "user": user,
            "option_ids": st.just([0]),
            "option_persistent_ids": st.just(["p"]),
        },
        "my_chat_member": change,
        "chat_member": change,
        "chat_join_request": {"chat": chat, "from": user, "user_chat_id": number, "date": day},
        "chat_boost": {"chat": chat, "boost": boost},
        "removed_chat_boost": {
            "chat": chat,
            "boost_id": texts(),
            "remove_date": day,
            "source": source,
        },
        "managed_bot": {"user": user, "bot": user},
    }
    return {kind: st.fixed_dictionaries(parts) for kind, parts in fields.items()} | {
        "poll": polls()
    }
