from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from screening.submissions.exact_json import decode, decode_mapping, encode

LEAVES = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.decimals(allow_nan=False)
    | st.text(st.characters(codec=None))
)


def trees(inner: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=5), inner, max_size=4)


@given(st.recursive(LEAVES, trees, max_leaves=20))
def test_what_goes_in_comes_out_equal(value: object) -> None:
    assert decode(encode(value)) == value


@given(st.floats(allow_nan=False))
def test_a_float_comes_out_as_the_decimal_it_shows(value: float) -> None:
    assert decode(encode(value)) == Decimal(repr(value))


def test_every_digit_stays() -> None:
    # Red when the standard json module is used without parse_float: 0.10 would lose its nought.
    assert str(decode(encode(Decimal("70.10")))) == "70.10"
    assert decode(encode(10**5000)) == 10**5000


@pytest.mark.parametrize("odd", [float("nan"), Decimal("NaN"), Decimal("sNaN")])
def test_what_is_no_number_is_kept_for_the_rules_to_refuse(odd: object) -> None:
    found = decode(encode(odd))
    assert isinstance(found, Decimal)
    assert found.is_nan()


def test_infinity_is_kept() -> None:
    assert decode(encode([float("inf"), float("-inf")])) == [Decimal("Infinity"), Decimal("-Infinity")]


@pytest.mark.parametrize("foreign", [b"bytes", {1: "a"}, object(), {"a": {2}}])
def test_anything_else_is_refused(foreign: object) -> None:
    with pytest.raises(TypeError):
        encode(foreign)


def test_only_a_mapping_is_a_document() -> None:
    assert decode_mapping(b'{"a":1}') == {"a": 1}
    with pytest.raises(ValueError, match="mapping"):
        decode_mapping(b"[1]")
