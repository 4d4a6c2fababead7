import csv
import io

import pytest

from screening.exports.csv import safe_cell, write_csv
from screening.exports.registry import FORMATS
from screening.exports.tables import tables
from tests.builders import HEALTHY, SmallClinic

DANGEROUS = ("=", "+", "-", "@", "\uff1d", "\uff0b", "\uff0d", "\uff20")


@pytest.mark.parametrize("start", DANGEROUS)
@pytest.mark.parametrize("before", ["", " ", "\ufeff", '"', "\t", "\r", "\n", "a;", "a\n", "a; "])
def test_no_cell_begins_like_a_formula(start: str, before: str) -> None:
    """Red when `safe_cell` gives its text back unchanged."""
    safe = safe_cell(f"{before}{start}cmd|' /C calc'!A0")
    for part in safe.replace("\n", ";").replace("\r", ";").replace("\t", ";").split(";"):
        assert not part.strip(' "\ufeff').startswith(DANGEROUS), safe


@pytest.mark.parametrize("text", ["\tx", "\rx", "\nx"])
def test_a_cell_never_begins_with_a_control_character(text: str) -> None:
    assert safe_cell(text) == f"'{text}"


@pytest.mark.parametrize(
    "text", ["", "Zoë", "a-b", "2016-01-02", "a=b", "x + y", "1.5", "it's", "line\nline"]
)
def test_ordinary_words_stay_as_they_are(text: str) -> None:
    assert safe_cell(text) == text


def test_a_hostile_answer_is_exported_as_text(clinic: SmallClinic) -> None:
    hostile = "=cmd|' /C calc'!A0;@SUM(1)\n-1+\"x\""
    clinic.send({**HEALTHY, "called": "=1+1", "more": hostile, "phone": "+44 20 7946 0123"})
    (table,) = tables(clinic.export.rows_for_export(clinic.doctor), clinic.export.question_set)
    content = write_csv(table)
    assert content.startswith(b"\xef\xbb\xbf")
    (row,) = csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline=""))
    assert tuple(row) == table.columns
    assert row["called"] == "'=1+1"
    assert row["phone"] == "'+44 20 7946 0123"
    assert row["more"].replace("'", "") == hostile.replace("'", "")
    assert all(not value.startswith(DANGEROUS) for value in row.values())


def test_lines_and_quotes_are_the_standard_s(clinic: SmallClinic) -> None:
    clinic.send()
    (table,) = tables(clinic.export.rows_for_export(clinic.doctor), clinic.export.question_set)
    lines = write_csv(table).decode("utf-8-sig").split("\r\n")
    assert len(lines) == 3
    assert all(line.startswith('"') and line.endswith('"') for line in lines[:2])
    assert lines[2] == ""


def test_each_format_is_one_line_of_the_registry() -> None:
    assert FORMATS["csv"].write is write_csv
    assert FORMATS["csv"].media_type == "text/csv"
