import pytest

from screening.questions.problems import Code, Problems
from screening.questions.reader import MAX_BYTES, MAX_DEPTH, Items, Node, Table, Word, read


def plain(node: Node | None) -> object:
    if isinstance(node, Items):
        return [plain(item) for item in node.items]
    if isinstance(node, Table):
        return {key: plain(entry.value) for key, entry in node.entries.items()}
    return node.text if isinstance(node, Word) else None


def values(text: str) -> object:
    problems = Problems()
    found = plain(read(text, "f.yaml", problems).root)
    assert problems.found == ()
    return found


def codes(text: str) -> list[tuple[Code, int, int]]:
    problems = Problems()
    read(text, "f.yaml", problems)
    return [(p.code, p.place.line, p.place.column) for p in problems.in_order()]


@pytest.mark.parametrize(
    "word",
    ["no", "No", "on", "off", "y", "12:30", "010", "0o17", "0x1F", "1_000", "1e3", ".5", "null", "~", "true",
     "2026-11-20", "2026-11-20T10:00:00Z", "=", ".inf", ".nan", "+7", "1,000"],
)  # fmt: skip
def test_a_word_stays_what_was_typed(word: str) -> None:
    assert values(f"key: {word}") == {"key": word}
    assert values(f"{word}: key") == {word: "key"}
    assert values(f"- {word}") == [word]


def test_quotes_folds_and_blocks_are_texts() -> None:
    assert values('a: "x # y: {z}"') == {"a": "x # y: {z}"}
    assert values("a: >\n  one\n  two # three\n") == {"a": "one two # three\n"}
    assert values("a: |\n  # one\n  two\n") == {"a": "# one\ntwo\n"}
    assert values(r'a: "tab\t, quote\", A"') == {"a": 'tab\t, quote", A'}


def test_nothing_written_is_not_the_same_as_an_empty_text() -> None:
    root = read('a:\nb: ""\n', "f.yaml", Problems()).root
    assert isinstance(root, Table)
    nothing, empty = root.entries["a"].value, root.entries["b"].value
    assert isinstance(nothing, Word)
    assert isinstance(empty, Word)
    assert nothing.is_missing
    assert not empty.is_missing
    assert (nothing.place.line, nothing.place.column) == (1, 1)


def test_places_count_from_one() -> None:
    root = read("a: 1\nbb:\n  - c\n  - d: e\n", "f.yaml", Problems()).root
    assert isinstance(root, Table)
    items = root.entries["bb"].value
    assert isinstance(items, Items)
    assert [(item.place.line, item.place.column) for item in items.items] == [(3, 5), (4, 5)]


# Red if: _Builder expands an alias, keeps the last of two keys, or only notes the first problem.
def test_anchors_aliases_and_tags_are_all_named_and_nothing_is_built() -> None:
    text = "a: &x 1\nb: *x\nc: *x\nd: !!str 2\ne: !python/object 3\n"
    assert codes(text) == [
        (Code.ANCHOR, 1, 4),
        (Code.ALIAS, 2, 4),
        (Code.ALIAS, 3, 4),
        (Code.TAG, 4, 4),
        (Code.TAG, 5, 4),
    ]
    assert read(text, "f.yaml", Problems()).root is None


def test_a_billion_laughs_is_a_few_problems() -> None:
    lines = ["a0: &a0 [ha, ha]"] + [f"a{n}: &a{n} [*a{n - 1}, *a{n - 1}]" for n in range(1, 30)]
    assert len(codes("\n".join(lines))) == 30 + 2 * 29


def test_a_key_that_stands_twice_is_named_at_its_second_place() -> None:
    assert codes("a: 1\nb: {c: 1, c: 2}\na: 3\n") == [(Code.DUPLICATE_KEY, 2, 11), (Code.DUPLICATE_KEY, 3, 1)]


def test_twelve_levels_are_allowed_and_thirteen_are_not() -> None:
    assert values("[" * MAX_DEPTH + "]" * MAX_DEPTH)
    assert codes("[" * (MAX_DEPTH + 1) + "]" * (MAX_DEPTH + 1)) == [(Code.TOO_DEEP, 1, MAX_DEPTH + 1)]
    assert codes("[" * 100_000) == [(Code.TOO_DEEP, 1, MAX_DEPTH + 1)]
    assert codes("{a: " * 5_000) == [(Code.TOO_DEEP, 1, 4 * MAX_DEPTH + 1)]


def test_the_file_may_have_256_kib_and_no_byte_more() -> None:
    room = MAX_BYTES - len("a: ")
    assert values("a: " + "é" * (room // 2) + "x" * (room % 2))
    assert codes("a: " + "é" * (room // 2 + 1)) == [(Code.TOO_LARGE, 1, 1)]


@pytest.mark.parametrize("text", ["", "\n", "# only a comment\n", "---\n"])
def test_an_empty_file_has_no_root(text: str) -> None:
    root = read(text, "f.yaml", Problems()).root
    assert root is None or (isinstance(root, Word) and root.is_missing)


@pytest.mark.parametrize(
    ("text", "line", "column"),
    [
        ("a: b: c", 1, 5),
        ("a: [b\n", 2, 1),
        ("a: 'b\n", 2, 1),
        ("a: \x00", 1, 4),
        ("a: 1\nb: \x07\n", 2, 4),
        ('a: "\\ud800"', 1, 4),
        ('a: "\\UFFFFFFFF"', 1, 1),
        ('a: "\\q"', 1, 6),
        ("a: 1\n---\nb: 2\n", 2, 1),
        ("? [a]\n: b\n", 1, 3),
        ("a: @b", 1, 4),
        ("a: 1\n b: 2\n", 2, 3),
        ("%YAML 9.9\n---\na: 1\n", 1, 1),
    ],
)
def test_what_is_no_yaml_is_named_with_its_place(text: str, line: int, column: int) -> None:
    assert codes(text) == [(Code.UNREADABLE, line, column)]


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("a: b # c\n", {1}),
        ("a: b# c\n", set()),
        ("# a\nb: c\n  # d\n", set()),
        ('a: "b # c"\n', set()),
        ('a: "b" # c\n', {1}),
        ("a: # c\n  b\n", {1}),
        ("a: |\n  b # c\n", set()),
        ("a: b\n  c # d\n", {2}),
        ("a: {b: c} # d\n", {1}),
        ("- a #b\n- c #\n", {1, 2}),
    ],
)
def test_comments_behind_something_are_found(text: str, lines: set[int]) -> None:
    assert read(text, "f.yaml", Problems()).commented_lines == lines
