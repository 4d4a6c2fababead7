"""What goes wrong in a real clinic: a killed server, a locked or full disk, swapped rows."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from screening.storage.engine import create_store_engine, sqlite_module
from screening.submissions.audit import verify
from screening.submissions.draft import new_token
from screening.submissions.errors import StorageError, StorageTrouble
from screening.submissions.store import Document
from screening.submissions.submission import State
from tests.builders import HEALTHY, NOON, SWOLLEN, SmallClinic
from tests.disks import mounted_disk

WRITER = """
import sys
from pathlib import Path
from tests.builders import HEALTHY, SmallClinic

clinic = SmallClinic(Path(sys.argv[1]))
for line in sys.stdin:
    token = line.strip()
    draft = clinic.intake.draft(token)
    receipt = clinic.intake.receipt(token)
    if receipt is None:
        draft = draft or clinic.intake.save_answers(token, clinic.question_set, HEALTHY)
        receipt = clinic.intake.submit(token, draft.id, clinic.question_set)
    print(token, receipt.submission.reference, flush=True)
"""


def start(repository: Path, folder: Path) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        [sys.executable, "-c", WRITER, str(folder)],
        cwd=repository,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )


def hand_in(process: "subprocess.Popen[str]", tokens: list[str]) -> None:
    assert process.stdin is not None
    try:
        process.stdin.writelines(f"{token}\n" for token in tokens)
        process.stdin.flush()
    except BrokenPipeError:
        pass


def killed_after(process: "subprocess.Popen[str]", wanted: int, pause: float) -> dict[str, str]:
    """The receipts by token that came before the writer was killed, a moment after so many."""
    assert process.stdout is not None
    lines = []
    for line in process.stdout:
        lines.append(line)
        if len(lines) >= wanted:
            break
    time.sleep(pause)
    os.kill(process.pid, signal.SIGKILL)
    rest, _ = process.communicate()
    return dict(line.split() for line in [*lines, *rest.splitlines()] if len(line.split()) == 2)


@pytest.mark.slow
def test_kill_9_loses_and_doubles_nothing(tmp_path: Path, repository: Path) -> None:
    """Clients retry what was not acknowledged, while the writer is killed again and again.

    Red when part of submit happens outside its transaction, or a receipt is given before the commit.
    """
    SmallClinic(tmp_path).store.close()
    tokens = [new_token() for _ in range(200)]
    acknowledged: dict[str, str] = {}
    kills = 0
    while len(acknowledged) < len(tokens):
        process = start(repository, tmp_path)
        waiting = [token for token in tokens if token not in acknowledged]
        hand_in(process, waiting)
        # Each time after another number of receipts, so at another moment of its work.
        acknowledged |= killed_after(process, min(len(waiting), 5 + 11 * kills % 30), 0.0007 * (kills % 5))
        kills += 1
    assert kills > 4

    clinic = SmallClinic(tmp_path)
    page = clinic.review.queue(clinic.doctor, State.CAN_BOOK, limit=1000).rows
    assert len(page) == len(tokens)
    assert {row.reference for row in page} == set(acknowledged.values())
    assert all(row.readable for row in page)
    with clinic.store.reading() as kept:
        assert verify(kept.trail.page(0, 10_000)) == []
        assert kept.submissions.counts()[State.CAN_BOOK] == len(tokens)
    clinic.store.close()


def test_a_lock_held_by_another_process_is_told_and_passes(clinic: SmallClinic) -> None:
    other = sqlite_module().connect(clinic.database, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    token = new_token()
    with pytest.raises(StorageError) as refused:
        clinic.intake.save_answers(token, clinic.question_set, HEALTHY)
    assert refused.value.trouble is StorageTrouble.LOCKED
    assert clinic.store.readiness(NOON).trouble is StorageTrouble.LOCKED
    other.execute("ROLLBACK")
    other.close()
    clinic.intake.save_answers(token, clinic.question_set, HEALTHY)
    assert clinic.store.readiness(NOON).is_ready


def test_two_servers_on_one_file_wait_for_each_other(clinic: SmallClinic) -> None:
    # Red with BEGIN instead of BEGIN IMMEDIATE: both read, then one finds that it may not write.
    second = SmallClinic(clinic.folder, busy_milliseconds=10_000)
    first = SmallClinic(clinic.folder, busy_milliseconds=10_000)
    with ThreadPoolExecutor(4) as pool:
        sending = [pool.submit((first, second)[number % 2].send) for number in range(80)]
        references = {each.result().submission.reference for each in sending}
    assert len(references) == 80
    with clinic.store.reading() as kept:
        assert verify(kept.trail.page(0, 1000)) == []
    first.store.close()
    second.store.close()


@pytest.fixture
def tiny_disk(tmp_path: Path) -> Iterator[Path]:
    with mounted_disk(tmp_path, 1) as place:
        yield place


def test_a_folder_that_may_not_be_written_is_told(tmp_path: Path) -> None:
    if os.geteuid() == 0:
        pytest.skip("root may write to any folder; the read-only disk below stands in")
    folder = tmp_path / "locked"
    folder.mkdir(0o500)
    with pytest.raises(StorageError) as refused:
        create_store_engine(f"sqlite:///{folder}/a.sqlite")
    assert refused.value.trouble is StorageTrouble.READ_ONLY


def test_a_read_only_disk_is_told(tiny_disk: Path) -> None:
    SmallClinic(tiny_disk).store.close()
    subprocess.run(["mount", "-o", "remount,ro", str(tiny_disk)], check=True)
    with pytest.raises(StorageError) as refused:
        SmallClinic(tiny_disk)
    assert refused.value.trouble is StorageTrouble.READ_ONLY


def test_a_full_disk_is_told_and_nothing_acknowledged_is_lost(tiny_disk: Path) -> None:
    clinic = SmallClinic(tiny_disk)
    sent: list[str] = []

    def fill() -> None:
        while True:
            sent.append(clinic.send(HEALTHY).submission.reference)

    with pytest.raises(StorageError) as refused:
        fill()
    assert refused.value.trouble is StorageTrouble.FULL
    with clinic.store.reading() as kept:
        assert all(kept.submissions.by_reference(reference) for reference in sent)
        assert kept.submissions.counts()[State.CAN_BOOK] == len(sent)
        assert verify(kept.trail.page(0, 100_000)) == []
    clinic.store.close()


@pytest.mark.parametrize("what", ["blob", "submission_key"])
def test_swapped_rows_do_not_open(clinic: SmallClinic, what: str) -> None:
    """One patient's answers under another's name must never be shown. Red without associated data."""
    first, second = clinic.send(HEALTHY).submission, clinic.send(SWOLLEN).submission
    with clinic.store.transaction() as kept:
        run = kept.trail._connection.exec_driver_sql  # noqa: SLF001 - only who holds the file can do this
        run("PRAGMA defer_foreign_keys=ON")
        for old, new in [(first.id, "x"), (second.id, first.id), ("x", second.id)]:
            run(f"UPDATE {what} SET submission_id = ? WHERE submission_id = ?", (new, old))  # noqa: S608
    with clinic.store.reading() as kept:
        for sent in (first, second):
            for kind in Document:
                with pytest.raises(StorageError) as refused:
                    kept.documents.read(sent, kind)
                assert refused.value.trouble is StorageTrouble.DAMAGED


def test_swapped_blobs_and_keys_together_do_not_open(clinic: SmallClinic) -> None:
    first, second = clinic.send(HEALTHY).submission, clinic.send(SWOLLEN).submission
    with clinic.store.transaction() as kept:
        run = kept.trail._connection.exec_driver_sql  # noqa: SLF001 - only who holds the file can do this
        run("PRAGMA defer_foreign_keys=ON")
        for what in ("blob", "submission_key"):
            for old, new in [(first.id, "x"), (second.id, first.id), ("x", second.id)]:
                run(f"UPDATE {what} SET submission_id = ? WHERE submission_id = ?", (new, old))  # noqa: S608
    with clinic.store.reading() as kept, pytest.raises(StorageError):
        kept.documents.read(first, Document.ANSWERS)


def test_nothing_a_patient_tells_stands_in_the_files(clinic: SmallClinic) -> None:
    # Red when a document, draft or note is stored unsealed, or an index unhashed.
    telling = {**SWOLLEN, "more": "unmistakable words", "email": "zoe@example.org"}
    sent = clinic.send(telling).submission
    clinic.intake.save_answers(new_token(), clinic.question_set, telling)
    with clinic.store.reading() as kept:
        assert kept.indexes.flagged("swollen") == 1
    files = b"".join(path.read_bytes() for path in clinic.database.parent.iterdir())
    # What the question set itself says stands in clear; what somebody answered must not.
    for told in ("unmistakable", "Brien", "obrien", "7946 0123", "79460123", "1990-03-01", "zoe@example"):
        assert told.encode() not in files, told
    assert sent.reference.encode() in files


def test_an_erased_key_leaves_nothing_readable(clinic: SmallClinic) -> None:
    sent = clinic.send().submission
    with clinic.store.transaction() as kept:
        kept.trail._connection.exec_driver_sql("DELETE FROM submission_key")  # noqa: SLF001 - erasure comes later
    with clinic.store.reading() as kept, pytest.raises(StorageError):
        kept.documents.read(sent, Document.CONTACT)
