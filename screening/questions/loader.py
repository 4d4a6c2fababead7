"""A question set from its file or files: read, build, check; all problems at once.

A set's identity is the sha256 of its canonical JSON, from which it can be built again
word for word: what was answered under a version stays readable under that version.
"""

import hashlib
import json
import unicodedata
from dataclasses import dataclass
from pathlib import Path

from screening.questions.fields import Reading
from screening.questions.model import QuestionSet
from screening.questions.problems import Code, Place, Problem, Problems
from screening.questions.reader import Document, Entry, Items, Node, Table, Word, read
from screening.questions.set_builder import build_question_set

CASES_FILE = "cases.yaml"
UNSIGNED = frozenset({"approved", "cases"})
"""What stands in the file and is no part of a set's identity."""
ORDERED = frozenset(
    {"marks", "urgencies", "sections", "questions", "options", "values", "scores", "bands", "rules", "pages"}
)
"""Mappings whose order means something: canonical JSON sorts keys, so these become lists of pairs."""


@dataclass(frozen=True, slots=True)
class Loaded:
    """A question set, or None with the problems that kept it from being one."""

    question_set: QuestionSet | None
    problems: tuple[Problem, ...]


@dataclass(frozen=True, slots=True)
class SetText:
    """The text of a set's file, and of its cases where they stand in a file of their own."""

    text: str
    file: str
    cases_text: str | None = None
    cases_file: str = CASES_FILE


def load_file(path: Path) -> Loaded:
    """Load a question set and the cases beside it.

    Args: path: the YAML file. Returns: the set or its problems; a file that can't be opened
    is a problem too.
    """
    problems = Problems()
    text = _file_text(path, problems)
    cases_path = path.with_name(CASES_FILE)
    cases = _file_text(cases_path, problems) if cases_path.is_file() and cases_path != path else None
    if text is None:
        return Loaded(None, problems.in_order())
    loaded = load(SetText(text, str(path), cases, str(cases_path)))
    return Loaded(None if problems.found else loaded.question_set, (*problems.in_order(), *loaded.problems))


def _file_text(path: Path, problems: Problems) -> str | None:
    try:
        return path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = error.object[: error.start].split(b"\n")
        place = Place(str(path), len(before), len(before[-1]) + 1)
        problems.add(place, Code.UNREADABLE, "the file is not UTF-8 text here")
    except OSError as error:
        problems.add(Place(str(path), 1, 1), Code.UNREADABLE, f"the file can't be opened: {error.strerror}")
    return None


def load_text(text: str, file: str = "questions.yaml") -> Loaded:
    """Load a question set from YAML text, its cases in the same text."""
    return load(SetText(text, file))


def load(source: SetText) -> Loaded:
    """Load a question set from the text of its file or files."""
    problems = Problems()
    document = read(source.text, source.file, problems)
    cases = read(source.cases_text, source.cases_file, problems) if source.cases_text is not None else None
    if document.root is None:
        if not problems.found:
            problems.add(Place(source.file, 1, 1), Code.EMPTY, "the file is empty")
        return Loaded(None, problems.in_order())
    identity = sha256_of(_canonical(document.root))
    question_set = build_question_set(document, cases, identity, Reading(problems))
    if not problems.found and (question_set is None or problems.broken):
        cause = "a part of the set could not be built, and no check says why"  # never drop a rule unseen
        problems.add(Place(source.file, 1, 1), Code.UNREADABLE, cause)
    return Loaded(None if problems.found else question_set, problems.in_order())


def canonical_text(source: SetText) -> str:
    """The canonical JSON of a set's text: sorted keys, NFC, without approval and cases.

    Raises ValueError if the text can't be read as YAML.
    """
    problems = Problems()
    root = read(source.text, source.file, problems).root
    if root is None or problems.found:
        message = "only a set that can be read has a canonical text"
        raise ValueError(message)
    return _canonical(root)


def from_canonical(text: str) -> QuestionSet:
    """The question set that a canonical JSON was made from, without approval and cases.

    Raises ValueError if the text is not the canonical JSON of a valid set.
    """
    problems = Problems()
    try:
        root = _from_plain(json.loads(text), "")
    except RecursionError as error:
        raise ValueError("this is nested too deep to be a question set") from error
    loaded = build_question_set(Document(root, frozenset()), None, sha256_of(text), Reading(problems))
    if loaded is None or problems.found or _canonical(root) != text:
        message = "this is not the canonical text of a valid question set"
        raise ValueError(message)
    return loaded


def sha256_of(canonical: str) -> str:
    """A set's identity: the SHA-256 of its canonical JSON, in hex."""
    return hashlib.sha256(canonical.encode()).hexdigest()


def _canonical(root: Node) -> str:
    plain = _to_plain(root, "")
    if isinstance(plain, dict):
        plain = {key: value for key, value in plain.items() if key not in UNSIGNED}
    text = json.dumps(plain, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return unicodedata.normalize("NFC", text)


def _to_plain(node: Node, key: str) -> object:
    match node:
        case Word():
            return None if node.is_missing else node.text
        case Items(items):
            return [_to_plain(item, "") for item in items]
        case Table(entries):
            pairs = [(name, _to_plain(entry.value, name)) for name, entry in entries.items()]
            return [list(pair) for pair in pairs] if key in ORDERED else dict(pairs)


_NOWHERE = Place("canonical.json", 1, 1)


def _from_plain(plain: object, key: str) -> Node:
    if isinstance(plain, dict):
        pairs = list(plain.items())
    elif isinstance(plain, list) and key in ORDERED and all(_is_pair(item) for item in plain):
        pairs = [(item[0], item[1]) for item in plain]
    elif isinstance(plain, list):
        return Items(tuple(_from_plain(item, "") for item in plain), _NOWHERE)
    else:
        return Word(str(plain) if plain is not None else "", _NOWHERE, 1, plain is None)
    entries = {name: Entry(Word(name, _NOWHERE, 1), _from_plain(value, name)) for name, value in pairs}
    return Table(entries, _NOWHERE)


def _is_pair(item: object) -> bool:
    return isinstance(item, list) and len(item) == 2 and isinstance(item[0], str)
