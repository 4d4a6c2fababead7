"""The few things that need a script in the page: focus and scroll on a new page, typing kept, printing.

One small component; it holds no text and shows nothing.
"""

from collections.abc import Mapping
from pathlib import Path

import streamlit as st

from screening.questions.words import Words

SCRIPT = (Path(__file__).parent / "assets" / "effects.js").read_text(encoding="utf-8")

_effects = st.components.v2.component("screening_effects", js=SCRIPT)


def settle(page: str, *, focus: str = "h1", language: str = "en", direction: str = "ltr") -> None:
    """Move focus and scroll to the top once per page.

    Args: page: changes whenever the focus is to move. focus: a CSS selector of what takes it.
    """
    words = Words.english()
    # Flat: for anything nested Streamlit imports pandas, to see whether it is a table.
    data: Mapping[str, str] = {
        "page": page,
        "focus": focus,
        "language": language,
        "direction": direction,
        "away_title": words.text("page.away"),
        "away_text": words.text("page.away_text"),
    }
    _effects(key="effects", data=data, height=0)
