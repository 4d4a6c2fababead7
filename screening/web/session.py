"""What one browser tab remembers between two clicks. Only a cache: the truth is in the database.

The only module that touches Streamlit's session state.
"""

from typing import TypeVar

import streamlit as st

T = TypeVar("T")


def get(key: str, default: T) -> T:
    """What is remembered under a key, or the default."""
    value: T = st.session_state.get(f"memory-{key}", default)
    return value


def put(key: str, value: object) -> None:
    """Remember something under a key."""
    st.session_state[f"memory-{key}"] = value


def knows(key: str) -> bool:
    """Whether something is remembered under a key."""
    return f"memory-{key}" in st.session_state


def mapping(key: str) -> dict[str, object]:
    """A mapping that is remembered as it is changed in place; `put` can be cut short by a newer click."""
    known: dict[str, object] | None = st.session_state.get(f"memory-{key}")
    if known is None:
        known = st.session_state[f"memory-{key}"] = {}
    return known


def forget(key: str) -> None:
    """Remember it no longer; nothing happens when it was not remembered."""
    st.session_state.pop(f"memory-{key}", None)


def is_pressed(key: str) -> bool:
    """Whether the button of this key was pressed; known before it is drawn, but not right after a restart."""
    return st.session_state.get(key) is True


def remember_widgets(prefixes: tuple[str, ...]) -> None:
    """Remember what all widgets whose keys begin so show now."""
    put("widgets", _widgets(prefixes))


def shows_as_remembered(prefixes: tuple[str, ...]) -> bool:
    """Whether these widgets show exactly what was remembered of them."""
    return knows("widgets") and get("widgets", {}) == _widgets(prefixes)


def _widgets(prefixes: tuple[str, ...]) -> dict[str, object]:
    return {str(key): value for key, value in st.session_state.items() if str(key).startswith(prefixes)}


def put_widget(key: str, value: object) -> None:
    """Set what a widget shows, before it is drawn; used only where somebody else changed the answer."""
    st.session_state[key] = value
