"""JSON that gives back exactly what was put in: decimals keep every digit, odd characters survive.

`json` itself would turn decimals into floats, and floats into other decimals.
"""

import json
from collections.abc import Mapping
from decimal import Decimal
from typing import assert_never


def encode(value: object) -> bytes:
    """The JSON of text, numbers, true, false, null, lists and mappings with text as keys, in ASCII.

    Raises TypeError for anything else.
    """
    return "".join(_parts(value)).encode("ascii")


def decode(content: bytes) -> object:
    """What was encoded; numbers with a point or an exponent come back as Decimal, others as int."""
    return json.loads(content, parse_float=Decimal, parse_constant=Decimal, parse_int=_whole)


def decode_mapping(content: bytes) -> dict[str, object]:
    """The mapping that was encoded. Raises ValueError for anything else."""
    value = decode(content)
    if not isinstance(value, dict):
        raise ValueError("not a mapping")  # noqa: TRY004 - the content is wrong, not the caller
    return value


def _parts(value: object) -> list[str]:
    match value:
        case None | bool() | str():
            return [json.dumps(value)]
        case int() | float() | Decimal():
            return [_number(value)]
        case list() | tuple():
            return ["[", *_joined([_parts(item) for item in value]), "]"]
        case Mapping():
            pairs = [[json.dumps(_key(key)), ":", *_parts(item)] for key, item in value.items()]
            return ["{", *_joined(pairs), "}"]
        case _:
            raise TypeError(f"{type(value).__name__} cannot be kept")


def _joined(groups: list[list[str]]) -> list[str]:
    return [part for index, group in enumerate(groups) for part in ([","] if index else []) + group]


def _key(key: object) -> str:
    if not isinstance(key, str):
        raise TypeError("only text can be a key")
    return key


def _number(value: float | Decimal) -> str:
    """The digits as they are; what is no number becomes NaN, Infinity or -Infinity, which the rules judge."""
    match value:
        case int():
            # Decimal has no limit on digits, str(int) has: an absurd number must not stop a form being kept.
            return str(Decimal(value))
        case float():
            return {"nan": "NaN", "inf": "Infinity", "-inf": "-Infinity"}.get(repr(value), repr(value))
        case Decimal():
            return "NaN" if value.is_nan() else str(value)
        case _:
            assert_never(value)


def _whole(digits: str) -> int | Decimal:
    return int(digits) if len(digits) < 400 else Decimal(digits)  # below Python's own limit
