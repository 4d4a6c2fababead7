"""What the papers promise is there: commands, settings, links."""

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.architecture.sources import TOP

PAPERS = sorted([*TOP.glob("*.md"), *(TOP / "docs").rglob("*.md")])
LINK = re.compile(r"!?\[[^\]]*\]\(([^)\s]+)\)")
COMMAND_LINE = TOP / "screening" / "__main__.py"
SETTINGS = TOP / "screening" / "settings.py"


def readme() -> str:
    return (TOP / "README.md").read_text()


def heading_anchors(paper: Path) -> set[str]:
    """The anchors of a paper's headings, made the way Git hosts make them."""
    headings = re.findall(r"^#+ (.+)$", paper.read_text(), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


def broken_links(paper: Path) -> Iterator[str]:
    """Each link inside the repository that leads nowhere."""
    for link in LINK.findall(paper.read_text()):
        if re.match(r"[a-z]+:", link):
            continue
        place, _, anchor = link.partition("#")
        target = paper.parent / place if place else paper
        if not target.exists() or (anchor and anchor not in heading_anchors(target)):
            yield link


@pytest.mark.parametrize("paper", PAPERS, ids=lambda paper: paper.relative_to(TOP).as_posix())
def test_every_link_leads_somewhere(paper: Path) -> None:
    assert list(broken_links(paper)) == []


def test_every_make_target_exists_and_tells_what_it_does() -> None:
    named = set(
        re.findall(r"\bmake ([a-z]+)\b", "".join(re.findall(r"`[^`]+`|```.*?```", readme(), re.DOTALL)))
    )
    told = set(re.findall(r"^([a-z]+):.*## \S", (TOP / "Makefile").read_text(), re.MULTILINE))
    assert {"run", "test"} <= named <= told


def test_every_command_exists() -> None:
    named = set(re.findall(r"python -m screening ([a-z]+)", readme()))
    help_page = subprocess.run(
        [sys.executable, "-m", "screening", "--help"], cwd=TOP, capture_output=True, text=True, check=True
    ).stdout
    assert named
    assert {command for command in named if not re.search(rf"\b{command}\b", help_page)} == set()


def test_the_table_of_settings_is_the_code_s() -> None:
    told = set(re.findall(r"SCREENING_[A-Z_]+", readme()))
    read = set(re.findall(r"SCREENING_[A-Z_]+[A-Z]", SETTINGS.read_text()))
    assert told == read


def test_what_ci_runs_is_make_test() -> None:
    lines = (TOP / ".ci" / "run").read_text().splitlines()
    assert "set -euo pipefail" in lines
    assert lines[-1].startswith("make test")
