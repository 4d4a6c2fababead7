"""Tables as CSV that no spreadsheet takes for formulas.

A cell that begins like a formula gets a quote in front, also after a line break or semicolon in the cell:
spreadsheets in many countries split at semicolons. All cells stand in quotes; UTF-8 with a mark at the start,
which spreadsheets need to read it as such; lines end as the standard says (RFC 4180).
"""

import csv
import re

from screening.exports.tables import ExportTable

# What spreadsheets read as the start of a formula, and the full-width forms that some turn into it.
_FORMULA = re.compile('(^|[;\t\r\n])([\\s"\ufeff\u200b]*)(?=[=+\\-@\uff1d\uff0b\uff0d\uff20])')
_LEADING = ("\t", "\r", "\n")


def safe_cell(text: str) -> str:
    """The text as a cell that stays text."""
    safe = _FORMULA.sub(r"\1\2'", text)
    if safe.startswith(_LEADING) or (safe != text and not safe.startswith("'") and not text[:1].isalnum()):
        return f"'{safe}"
    return safe


def write_csv(table: ExportTable) -> bytes:
    """The table as the content of a .csv file."""
    frame = table.frame().map(safe_cell)
    text = frame.to_csv(index=False, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    return text.encode("utf-8-sig", errors="replace")
