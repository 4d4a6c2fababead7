import pytest

from screening.submissions.patient_index import identity, name_words, patient_tokens, phone_e164
from tests.builders import HEALTHY, TODAY, small_set


@pytest.mark.parametrize(
    "typed", ["020 7946 0123", "(020) 7946-0123", "+44 20 7946 0123", "0044 20 79460123"]
)
def test_a_phone_is_the_same_however_it_is_typed(typed: str) -> None:
    assert phone_e164(typed, "GB") == "+442079460123"


@pytest.mark.parametrize("typed", ["", "none", "12", "0" * 300])
def test_what_is_no_phone_is_none(typed: str) -> None:
    assert phone_e164(typed, "GB") is None


def test_the_country_decides() -> None:
    assert phone_e164("030 123456", "DE") == "+4930123456"


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("Zoë O'Brien", ("zoe", "obrien")),
        ("ZOË O’BRIEN", ("zoe", "obrien")),
        ("José-María  de la Cruz", ("jose", "maria", "de", "la", "cruz")),
        ("Weiß", ("weiss",)),
        ("İpek", ("ipek",)),
        ("Лев", ("лев",)),
        ("", ()),
        ("Ng Ng", ("ng",)),
    ],
)
def test_a_name_without_case_and_accents(name: str, words: tuple[str, ...]) -> None:
    assert name_words(name) == words


def test_all_that_a_patient_can_be_found_by() -> None:
    answers = {**HEALTHY, "email": " Zoe@Example.ORG "}
    assert patient_tokens(small_set(), answers) == {
        "name:zoe",
        "name:obrien",
        "name_begins:zoe",
        "name_begins:obr",
        "phone:+442079460123",
        "email:zoe@example.org",
        "birth_date:1990-03-01",
    }


def test_forged_answers_make_no_tokens() -> None:
    forged = {"called": ["x"], "phone": 7, "email": None, "born": "soon"}
    assert patient_tokens(small_set(), forged) == frozenset()
    assert identity(small_set(), forged).name is None


def test_the_identity_for_the_queue() -> None:
    found = identity(small_set(), HEALTHY)
    assert found.name == "Zoë O'Brien"
    assert found.birth_date == TODAY.replace(year=1990, month=3, day=1)
