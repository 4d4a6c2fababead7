"""YAML text to plain values with their places; nothing is ever expanded, guessed or executed.

Every scalar stays the word that was typed (`no`, `12:30`, `010`). The guard works on the
parser's events, before anything is built. Knows nothing of what the words mean.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import NoReturn

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.events import (
    AliasEvent,
    CollectionEndEvent,
    CollectionStartEvent,
    DocumentStartEvent,
    Event,
    MappingStartEvent,
    NodeEvent,
    ScalarEvent,
)
from ruamel.yaml.reader import ReaderError

from screening.questions.problems import Code, Place, Problems

MAX_BYTES = 256 * 1024
MAX_DEPTH = 12


@dataclass(frozen=True, slots=True)
class Word:
    """A scalar as it was typed; empty and plain means that nothing was written."""

    text: str
    place: Place
    last_line: int
    plain: bool = True

    @property
    def is_missing(self) -> bool:
        """Nothing was written (`key:` and no more)."""
        return self.plain and not self.text


@dataclass(frozen=True, slots=True)
class Items:
    """A list."""

    items: tuple["Node", ...]
    place: Place


@dataclass(frozen=True, slots=True)
class Table:
    """A mapping, in the order it was written."""

    entries: dict[str, "Entry"]
    place: Place


@dataclass(frozen=True, slots=True)
class Entry:
    """A key with its place, and its value."""

    key: Word
    value: "Node"
    in_flow: bool = False

    @property
    def is_stray_text(self) -> bool:
        """A key between { and } with nothing behind it: words that a comma cut off the text before."""
        return self.in_flow and isinstance(self.value, Word) and self.value.is_missing


Node = Word | Items | Table


@dataclass(frozen=True, slots=True)
class Document:
    """What a file holds, and the lines on which a comment follows something."""

    root: Node | None
    commented_lines: frozenset[int]


class _UnreadableError(Exception):
    """The file can't be read any further; the problem is already reported."""


def read(text: str, file: str, problems: Problems) -> Document:
    """Read one YAML document. What can't be read is reported to `problems`, and the root is None."""
    if len(text.encode(errors="surrogatepass")) > MAX_BYTES:
        problems.add(Place(file, 1, 1), Code.TOO_LARGE, "the file is over 256 KiB")
        return Document(None, frozenset())
    builder = _Builder(file, problems)
    root: Node | None = None
    try:
        root = builder.document(YAML(typ="safe", pure=True).parse(text))
    except _UnreadableError:
        pass  # reported where it was met
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        place = Place(file, mark.line + 1, mark.column + 1) if mark else Place(file, 1, 1)
        if not builder.is_broken:  # else it is what follows from that
            problems.add(place, Code.UNREADABLE, (error.problem or "this is not YAML").rstrip("."))
    except ReaderError as error:
        place = _place_of(text, error.position, file)
        problems.add(place, Code.UNREADABLE, f"the character U+{error.character:04X} can't stand in YAML")
    except (YAMLError, ValueError, ArithmeticError, RecursionError) as error:
        problems.add(Place(file, 1, 1), Code.UNREADABLE, f"this is not YAML ({error})")
    return Document(None if builder.is_broken else root, _commented_lines(text, builder.words))


def _place_of(text: str, position: int, file: str) -> Place:
    lines = text[:position].split("\n")
    return Place(file, len(lines), len(lines[-1]) + 1)


class _Builder:
    """Builds nodes from events, and refuses what the language does not have."""

    def __init__(self, file: str, problems: Problems) -> None:
        self.file = file
        self.problems = problems
        self.words: list[tuple[int, int, int, int]] = []
        self.is_broken = False
        """Whether something was met that has no meaning at all, so that there is nothing to build from."""

    def document(self, events: Iterator[Event]) -> Node | None:
        """The one document's root, or None for an empty file."""
        root: Node | None = None
        documents = 0
        for event in events:
            if isinstance(event, DocumentStartEvent):
                documents += 1
                if documents > 1:
                    self._refuse(event, Code.UNREADABLE, "a second document starts here")
            elif isinstance(event, NodeEvent):
                root = self._node(event, events, 1)
        return root

    def _place(self, event: Event) -> Place:
        return Place(self.file, event.start_mark.line + 1, event.start_mark.column + 1)

    def _refuse(self, event: Event, code: Code, cause: str) -> NoReturn:
        self.problems.add(self._place(event), code, cause)
        raise _UnreadableError

    def _node(self, event: Event, events: Iterator[Event], depth: int) -> Node:
        if not isinstance(event, NodeEvent):
            self._refuse(event, Code.UNREADABLE, "something is missing here")
        if isinstance(event, AliasEvent):
            self.problems.add(self._place(event), Code.ALIAS, f'"*{event.anchor}" points elsewhere')
            self.is_broken = True
            return Word("", self._place(event), event.start_mark.line + 1)
        if event.anchor is not None:
            self.problems.add(self._place(event), Code.ANCHOR, f'"&{event.anchor}" is an anchor')
        tag = getattr(event, "tag", None) or getattr(event, "ctag", None)
        if tag:
            short = str(tag).replace("tag:yaml.org,2002:", "!!")
            self.problems.add(self._place(event), Code.TAG, f'"{short}" is a tag')
        if isinstance(event, ScalarEvent):
            return self._word(event)
        if depth > MAX_DEPTH:
            self._refuse(event, Code.TOO_DEEP, f"this is more than {MAX_DEPTH} levels deep")
        if isinstance(event, MappingStartEvent):
            return self._table(event, events, depth)
        items: list[Node] = []
        while not isinstance(following := next(events), CollectionEndEvent):
            items.append(self._node(following, events, depth + 1))
        return Items(tuple(items), self._place(event))

    def _word(self, event: ScalarEvent) -> Word:
        start, end = event.start_mark, event.end_mark
        if any("\ud800" <= character <= "\udfff" for character in event.value):
            self.problems.add(self._place(event), Code.UNREADABLE, "this holds half a character")
            self.is_broken = True
        self.words.append((start.line, start.column, end.line, end.column))
        last_line = end.line + 1 if end.column else max(end.line, start.line + 1)
        text = event.value or (f"&{event.anchor}" if event.anchor else "")  # reported once, as an anchor
        return Word(text, self._place(event), last_line, event.style is None or event.style == "")

    def _table(self, start: CollectionStartEvent, events: Iterator[Event], depth: int) -> Table:
        entries: dict[str, Entry] = {}
        while not isinstance(event := next(events), CollectionEndEvent):
            key = self._node(event, events, depth + 1)
            value = self._node(next(events), events, depth + 1)
            if isinstance(value, Word) and value.is_missing:
                value = replace(value, place=key.place)  # the parser is on some later line by then
            if not isinstance(key, Word):
                self.problems.add(key.place, Code.UNREADABLE, "a list or a mapping stands here as a key")
            elif key.text in entries:
                cause = f'"{key.text}" stands here twice (first on line {entries[key.text].key.place.line})'
                self.problems.add(key.place, Code.DUPLICATE_KEY, cause)
            else:
                entries[key.text] = Entry(key, value, bool(start.flow_style))
        return Table(entries, self._place(start))


def _commented_lines(text: str, words: list[tuple[int, int, int, int]]) -> frozenset[int]:
    """The lines (from 1) on which a comment follows something else."""
    covered: dict[int, list[tuple[int, int]]] = {}
    for first_line, first_column, last_line, last_column in words:
        for line in range(first_line, last_line + 1):
            begin = first_column if line == first_line else 0
            end = last_column if line == last_line else 1_000_000
            covered.setdefault(line, []).append((begin, end))
    found: set[int] = set()
    for number, line_text in enumerate(text.splitlines()):
        if "#" not in line_text or line_text.lstrip().startswith("#"):
            continue
        spans = covered.get(number, [])
        for column, character in enumerate(line_text):
            if (
                character == "#"
                and line_text[column - 1].isspace()
                and not any(begin <= column < end for begin, end in spans)
            ):
                found.add(number + 1)
                break
    return frozenset(found)
