"""Every format that submissions can be exported in: one line each."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from screening.exports.csv import write_csv
from screening.exports.tables import ExportTable


@dataclass(frozen=True, slots=True)
class Format:
    """How a table becomes a file."""

    ending: str
    media_type: str
    write: Callable[[ExportTable], bytes]


FORMATS: Mapping[str, Format] = MappingProxyType(
    {
        "csv": Format("csv", "text/csv", write_csv),
    }
)
