"""What is left of an update when one is spoilt."""

import copy
from typing import Any

from hypothesis import strategies as st

from tests.faults.senders import Cast, Json, texts
from tests.faults.updates import sound_updates

HUGE = 2**70


@st.composite
def spoilt_updates(draw: st.DrawFn, cast: Cast) -> Json:
    """Make updates that are sound no longer: things are missing, null, junk, or of another kind."""
    update = copy.deepcopy(draw(sound_updates(cast)))
    for _ in range(draw(st.integers(1, 3))):
        places = list(_list_places(update))
        holder, key = places[draw(st.integers(0, len(places) - 1))]
        if draw(st.booleans()):
            holder[key] = draw(junk())
        elif isinstance(holder, dict):
            del holder[key]
        if not update:
            break
    if draw(st.integers(0, 9)) == 7:
        update["update_id"] = draw(junk())
    return update


def junk() -> st.SearchStrategy[Any]:
    """Make anything that JSON can hold."""
    leaf = (
        st.none()
        | st.booleans()
        | st.integers(-HUGE, HUGE)
        | st.floats(allow_nan=False, allow_infinity=False)
        | texts()
    )
    return st.recursive(
        leaf,
        lambda inner: (
            st.lists(inner, max_size=3)
            | st.dictionaries(st.sampled_from(["id", "chat", "from", "text"]), inner, max_size=3)
        ),
        max_leaves=8,
    )


def _list_places(node: Any) -> list[tuple[Any, Any]]:
    """List all places in a tree, as what holds them and the key there."""
    pairs = node.items() if isinstance(node, dict) else enumerate(node)
    places = [(node, key) for key, _ in pairs]
    children = node.values() if isinstance(node, dict) else node
    for child in children:
        if isinstance(child, dict | list):
            places += _list_places(child)
    return places
