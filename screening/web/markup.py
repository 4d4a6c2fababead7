"""Small pieces of HTML with every text escaped: the one way that words reach a page as markup."""

from html import escape

import streamlit as st
from streamlit.delta_generator import DeltaGenerator


def show(*pieces: str) -> DeltaGenerator:
    """Put pieces of our own HTML on the page, as one element.

    Returns: its place, for showing something else there.
    """
    return st.html("".join(pieces))


def element(tag: str, text: str, **attributes: str) -> str:
    """One element around a text. `class_` and `for_` stand for the attributes of those names."""
    return f"<{tag}{_attributes(attributes)}>{escape(text)}</{tag}>"


def wrap(tag: str, *pieces: str, **attributes: str) -> str:
    """One element around pieces that are markup already."""
    return f"<{tag}{_attributes(attributes)}>{''.join(pieces)}</{tag}>"


def paragraphs(text: str, **attributes: str) -> str:
    """A text as paragraphs, one per blank line."""
    parts = (part.strip() for part in text.split("\n\n"))
    return "".join(element("p", part, **attributes) for part in parts if part)


def items(texts: tuple[str, ...] | list[str], *, ordered: bool = False) -> str:
    """Texts as a list; nothing for no texts."""
    if not texts:
        return ""
    return wrap("ol" if ordered else "ul", *(element("li", text) for text in texts))


def link(text: str, address: str, **attributes: str) -> str:
    """A link to a page of ours, a phone number or the clinic's booking page; it opens in this tab."""
    return element("a", text, href=address, target="_self", **attributes)


def icon(name: str) -> str:
    """A Material symbol, hidden from screen readers: a word always stands beside it."""
    return element("span", name, class_="icon", aria_hidden="true", translate="no")


def plain(text: str) -> str:
    """A text for a widget's label, which Streamlit reads as Markdown: every sign stands for itself."""
    return "".join(f"\\{c}" if c in "\\`*_{}[]()<>#+-.!|~:$&" else c for c in text)


def telephone(number: str) -> str:
    """A number as a `tel:` link."""
    return "tel:" + "".join(c for c in number if c.isdigit() or c == "+")


def _attributes(attributes: dict[str, str]) -> str:
    return "".join(
        f' {name.rstrip("_").replace("_", "-")}="{escape(value)}"' for name, value in attributes.items()
    )
