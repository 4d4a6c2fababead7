"""The interface's words: every key that the web names exists, every key is used, every field is filled."""

import ast
import re
from collections.abc import Iterator

from screening.questions.words import Words
from tests.architecture.sources import Source, product_sources

WORDS = Words.english()
FIELDS = re.compile(r"\{([a-z_]+)\}")
VARIABLE = "[a-z_]+"
NOT_OF_THE_PAGES = ("staff.",)
"""The staff area's are held by its own test."""


def calls(source: Source) -> Iterator[tuple[str, frozenset[str] | None]]:
    """Each use of `text(key, field=...)`: the key, or its pattern where it is put together."""
    for node in ast.walk(source.tree):
        if not isinstance(node, ast.Call) or not node.args:
            continue
        name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
        if name != "text":
            continue
        starred = any(keyword.arg is None for keyword in node.keywords)
        fields = None if starred else frozenset(str(keyword.arg) for keyword in node.keywords)
        for part in ast.walk(node.args[0]):
            if isinstance(part, ast.JoinedStr):
                yield "".join(_pattern(value) for value in part.values), fields
                break
            if isinstance(part, ast.Constant) and isinstance(part.value, str):
                yield re.escape(part.value), fields


def _pattern(value: ast.expr) -> str:
    return re.escape(str(value.value)) if isinstance(value, ast.Constant) else VARIABLE


def constants(source: Source) -> set[str]:
    """Every text in the code that could be a key, for keys that are looked up through a variable."""
    nodes = ast.walk(source.tree)
    return {node.value for node in nodes if isinstance(node, ast.Constant) and isinstance(node.value, str)}


def used(room: str = "screening/") -> list[tuple[str, str, frozenset[str] | None]]:
    """Where, which key, with which fields."""
    return [
        (source.path, key, fields)
        for source in product_sources()
        if source.path.startswith(room)
        for key, fields in calls(source)
        if "\\." in key or re.sub(r"\\", "", key) in WORDS.keys
    ]


def test_every_key_that_is_named_exists() -> None:
    missing = {
        f"{path}: {key}"
        for path, key, _ in used()
        if not any(re.fullmatch(key, known) for known in WORDS.keys)
    }
    assert missing == set()


def test_every_key_is_used() -> None:
    patterns = [key for _, key, _ in used()]
    sources = [source for source in product_sources() if source.path.startswith("screening/web/")]
    patterns += [re.escape(key) for source in sources for key in constants(source)]
    unused = {
        known
        for known in WORDS.keys
        if not known.startswith(NOT_OF_THE_PAGES) and not any(re.fullmatch(p, known) for p in patterns)
    }
    assert unused == set()


def test_every_field_is_filled_and_no_other() -> None:
    """A missing field would be an error on the page; one that is not there would be a sign left out."""
    wrong = []
    for path, key, fields in used("screening/web/"):
        for known in WORDS.keys:
            if fields is None or VARIABLE in key or not re.fullmatch(key, known):
                continue
            wanted = set(FIELDS.findall(WORDS.text(known)))
            if not wanted <= fields:
                wrong.append(f"{path}: {known} wants {sorted(wanted)}, gets {sorted(fields)}")
    assert wrong == []


def test_such_a_call_is_found() -> None:
    source = Source("x.py", 'page.text("nav.step", number=1)\nwords.text(f"trouble.{kind}")\ntext("a.b")')
    assert [key for key, _ in calls(source)] == [r"nav\.step", r"trouble\.[a-z_]+", r"a\.b"]
