import pytest

from screening.rules.mentions import letters_only, mentions

LISTED = ("heparin", "apixaban", "fragmin", "aspi", "evista", "blood thinner", "sintrom")


def hit(text: str, *entries: str) -> bool:
    return mentions(text, entries or LISTED)


# Red if: allowed_errors gives 4 letters an error, 5 letters none, or 7 letters two.
@pytest.mark.parametrize(
    ("entry", "text", "found"),
    [
        ("iron", "iron", True),
        ("iron", "iran", False),
        ("iron", "irons", False),
        ("zinca", "zinka", True),
        ("zinca", "zink", False),
        ("zinca", "zincas", True),
        ("heparin", "heparn", True),
        ("heparin", "hepraine", False),
        ("heparin", "heaprin", True),
        ("apixaban", "apixabn", True),
        ("apixaban", "apxabn", True),
        ("apixaban", "apixabanee", True),
        ("apixaban", "paixabna", True),
        ("apixaban", "axabn", False),
        ("apixaban", "apixabanese", False),
    ],
)
def test_the_errors_allowed_go_by_the_listed_words_length(entry: str, text: str, found: bool) -> None:
    assert hit(text, entry) == found


# Red if: two swapped neighbours count as two errors.
def test_two_neighbours_swapped_are_one_error() -> None:
    assert hit("sintorm", "sintrom")
    assert hit("isntrom", "sintrom")
    assert not hit("sintmor", "sintrom")


@pytest.mark.parametrize(
    "text",
    [
        "not on heparin",
        "HEPARIN",
        "Heparin, 5 mg",
        "heparin5000",
        "5000heparin",
        "(heparin)",
        "heparin's",
        "h\u00e9par\u00efn",
        "he\u0301parin",
        "hep\u00adarin",
        "hep\u200barin",
        "hep\u034farin",
        "\uff48\uff45\uff50\uff41\uff52\uff49\uff4e",
        "\uff28\uff25\uff30\uff21\uff32\uff29\uff2e",
        "\U0001d407\U0001d404\U0001d40f\U0001d400\U0001d411\U0001d408\U0001d40d",
        "Heparin\u2122 daily",
        "Heparin\u00ae",
        "aspirin\nheparin\ntea",
        "heparin/aspirin",
    ],
)
def test_a_listed_word_is_found_however_it_is_written(text: str) -> None:
    assert hit(text, "heparin")


@pytest.mark.parametrize(
    "text", ["", " ", "5000", "none", "hep arin", "hep5arin", "hepa-rin", "heparinoid cream", "\u2122\u2122"]
)
def test_what_is_another_word_is_not(text: str) -> None:
    assert not hit(text, "heparin")


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("a blood thinner", True),
        ("blood-thinner", True),
        ("blood  thiner", True),
        ("Blod\nthinners", True),
        ("thinner blood", False),
        ("blood", False),
        ("blood and thinner", False),
        ("thinner", False),
        ("bl thinner", False),
    ],
)
def test_an_entry_of_two_words_is_two_words_in_a_row(text: str, found: bool) -> None:
    assert hit(text, "blood thinner") == found


def test_an_entry_is_folded_as_the_text_is() -> None:
    assert hit("eliquis", "\u00c9LIQUIS")
    assert hit("vitamin b", "vitamin B12")
    assert letters_only("Stra\u00dfe \ufb01sh \u0130stanbul") == ["strasse", "fish", "istanbul"]


def test_a_long_text_is_read_to_its_end() -> None:
    assert hit("tea " * 990 + "heparin")
    assert not hit("x" * 4000)
