import string

import pytest

from screening.submissions.submission import (
    REFERENCE_ALPHABET,
    SubmissionContent,
    new_id,
    new_reference,
    parse_reference,
)
from tests.builders import TODAY


def test_a_reference_reads_back_as_itself() -> None:
    for _ in range(200):
        reference = new_reference("sclerotherapy")
        assert reference.startswith("SC-")
        assert parse_reference(reference) == reference


@pytest.mark.parametrize("typed", ["sc-7k2m-94", "SC7K2M94", " sc 7k2m 94 ", "SC–7K2M–94", "s c 7 k 2 m 9 4"])
def test_a_reference_is_found_however_it_is_typed(typed: str) -> None:
    assert parse_reference(typed) == "SC-7K2M-94"


@pytest.mark.parametrize(
    "typed", ["", "SC-7K2M-9", "SC-7K2M-941", "SC-0K2M-94", "SC-7I2M-94", "'; drop", "Smith"]
)
def test_what_cannot_be_a_reference_is_none(typed: str) -> None:
    assert parse_reference(typed) is None


def test_nothing_in_a_reference_can_be_misread() -> None:
    assert not set(REFERENCE_ALPHABET) & set("ILOU01")
    assert set(REFERENCE_ALPHABET) <= set(string.ascii_uppercase + string.digits)


@pytest.mark.parametrize(("name", "prefix"), [("x", "XX"), ("a_b", "AB"), ("leg2024", "LE")])
def test_the_prefix_is_the_sets_first_letters(name: str, prefix: str) -> None:
    assert new_reference(name)[:2] == prefix


def test_ids_cannot_be_guessed() -> None:
    assert len({new_id() for _ in range(1000)}) == 1000
    assert len(bytes.fromhex(new_id())) * 8 == 128


def test_answers_do_not_show_in_a_representation() -> None:
    # Red when repr=False is taken from a field: an error report would then quote a patient.
    content = SubmissionContent(TODAY, {"q": "secret"}, {"n": "secret"}, {"a": "secret"})
    assert "secret" not in repr(content)
