"""No file holds a path of the machine it was written on, or the host of a package registry."""

import re
from collections.abc import Iterator
from pathlib import Path

from tests.architecture.sources import TOP

# Built from pieces, so that this file does not hold what it looks for.
MACHINE_FOLDERS = ("work", "root", "opt", "tmp/v")
REGISTRIES = (("pypi", "org"), ("pythonhosted", "org"), ("npmjs", "org"), ("npmjs", "com"), ("debian", "org"))
FORBIDDEN = re.compile(
    "|".join(
        [rf"(?<![\w./~-])/{folder}/" for folder in MACHINE_FOLDERS]
        + [rf"\b{name}\.{ending}\b" for name, ending in REGISTRIES]
    )
)
HIDDEN_BUT_OURS = {".ci", ".editorconfig", ".gitignore", ".streamlit"}


def files_of_ours(folder: Path) -> Iterator[Path]:
    """Every file of the checkout but what Git and the tools keep, and what a clinic keeps."""
    for path in sorted(folder.iterdir()):
        tools_own = path.name.startswith(".") and path.name not in HIDDEN_BUT_OURS
        if tools_own or path.name == "__pycache__" or path == TOP / "data":
            continue
        if path.is_dir():
            yield from files_of_ours(path)
        else:
            yield path


def forbidden_words(text: str) -> list[str]:
    return FORBIDDEN.findall(text)


def test_no_file_names_this_machine_or_a_registry() -> None:
    found = {
        path.relative_to(TOP).as_posix(): words
        for path in files_of_ours(TOP)
        if (words := forbidden_words(path.read_text(encoding="utf-8", errors="ignore")))
    }
    assert found == {}


def test_such_a_word_is_found() -> None:
    assert forbidden_words("see " + "/wo" + "rk/main")
    assert forbidden_words("https://py" + "pi.org/simple")
    assert not forbidden_words("https://example.org/work/ and docs/work/plan")
