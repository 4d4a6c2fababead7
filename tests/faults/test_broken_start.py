"""A server that is set up wrongly says so in sentences and exits with 2; one that runs goes on."""

import os
import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path

import pytest

from screening.submissions.draft import new_token
from scripts.serving import ROOT, Server, free_port
from tests.attacks.websocket_client import forging
from tests.builders import SMALL_SET

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("broken-start")]

UVICORN = [sys.executable, "-m", "uvicorn", "app:app", "--port"]
COMMAND = [sys.executable, "-m", "screening", "serve", "--no-browser", "--port"]
BROKEN_SET = SMALL_SET.replace("chest: yes}, mark", "chst: yes}, mark").replace(
    "type: phone", "type: telephone"
)


@pytest.fixture
def questions(tmp_path: Path) -> Path:
    path = tmp_path / "questions.yaml"
    path.write_text(SMALL_SET, encoding="utf-8")
    return path


def refused(settings: Mapping[str, str], command: list[str] = UVICORN) -> str:
    """Try to start. Returns: what was said; the exit code has to be 2, and there is no traceback."""
    ended = subprocess.run(
        [*command, str(free_port())],
        cwd=ROOT,
        env=os.environ | settings,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    said = ended.stdout + ended.stderr
    assert ended.returncode == 2, said
    assert "Traceback" not in said
    return said


@pytest.mark.parametrize("command", [UVICORN, COMMAND], ids=["uvicorn", "command"])
def test_a_broken_question_set_is_refused_with_every_line(
    tmp_path: Path, questions: Path, command: list[str]
) -> None:
    """Red when: the first problem stops the reading, or the server starts without a set."""
    questions.write_text(BROKEN_SET, encoding="utf-8")
    said = refused({"SCREENING_DATA": str(tmp_path / "data"), "SCREENING_QUESTIONS": str(questions)}, command)
    for wrong in ("chst", "telephone"):
        line = next(n for n, text in enumerate(BROKEN_SET.split("\n"), 1) if wrong in text)
        assert f"questions.yaml:{line}:" in said
        assert wrong in said
    assert not (tmp_path / "data" / "screening.sqlite").exists() or "problems" in said


def test_a_missing_question_set_is_named(tmp_path: Path) -> None:
    said = refused({"SCREENING_DATA": str(tmp_path), "SCREENING_QUESTIONS": str(tmp_path / "none.yaml")})
    assert "none.yaml" in said


def test_a_wrong_address_is_named(tmp_path: Path) -> None:
    assert "SCREENING_ADDRESS" in refused({"SCREENING_DATA": str(tmp_path), "SCREENING_ADDRESS": "form.org"})


def test_a_data_folder_that_is_a_file_is_named(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("")
    assert "data" in refused({"SCREENING_DATA": str(tmp_path / "data")})


@pytest.fixture(scope="module")
def used(tmp_path_factory: pytest.TempPathFactory) -> Server:
    """A database that a server has made, with its key; the server is stopped."""
    with Server(tmp_path_factory.mktemp("used") / "data") as server:
        return server


def test_a_wrong_or_missing_key_is_refused_and_changes_nothing(used: Server, tmp_path: Path) -> None:
    """Red when: a key is made anew beside an old database: then nobody could read what was sent."""
    settings = {"SCREENING_DATA": str(used.data), "SCREENING_KEY_FILE": str(tmp_path / "other.key")}
    assert "key" in refused(settings)
    assert not (tmp_path / "other.key").exists()
    right = (used.data / "screening.key").read_text()
    wrong = "A" * 10 + right[10:] if not right.startswith("A" * 10) else "B" * 10 + right[10:]
    (tmp_path / "other.key").write_text(wrong)
    said = refused(settings)
    assert "key" in said
    assert right.strip() not in said
    assert wrong.strip() not in said
    used.start()
    used.stop()


def test_a_database_that_is_none_is_named(tmp_path: Path) -> None:
    (tmp_path / "screening.sqlite").write_bytes(b"this is no database" * 100)
    assert "Traceback" not in refused({"SCREENING_DATA": str(tmp_path)})


def test_a_set_that_is_broken_while_it_is_served_goes_on_as_it_was(tmp_path: Path, questions: Path) -> None:
    """Red when: `LiveSet` serves what has problems, or stops serving."""
    with Server(tmp_path / "data", questions=questions, watch=True) as server:
        assert shown(server) == "Safety"
        questions.write_text(BROKEN_SET.replace("title: Safety", "title: Broken"), encoding="utf-8")
        time.sleep(1.1)  # the file is looked at once a second
        assert shown(server) == "Safety"
        questions.write_text(SMALL_SET.replace("title: Safety", "title: Mended"), encoding="utf-8")
        until = time.monotonic() + 15
        while (title := shown(server)) == "Safety" and time.monotonic() < until:
            time.sleep(0.2)
        assert title == "Mended"


def shown(server: Server) -> str:
    """The heading of the first section."""
    with forging(server.url, new_token()) as client:
        client.runs("safety")
        return client.html.split("<h1>")[1].split("</h1>")[0]
