import base64
import os
import stat
from pathlib import Path

import pytest

from screening.storage.keys import KeyRefusedError, MasterKey, existing_key, key_text, make_key, read_key
from screening.storage.sql_store import open_store
from screening.submissions.draft import new_token
from tests.builders import HEALTHY, SmallClinic

SECRET = bytes(range(224, 256))


@pytest.mark.parametrize(
    "written",
    [
        base64.b64encode(SECRET).decode(),
        base64.urlsafe_b64encode(SECRET).decode(),
        base64.urlsafe_b64encode(SECRET).decode().rstrip("="),
        f"  {base64.b64encode(SECRET).decode()}\n",
    ],
)
def test_a_key_is_read_however_base64_is_written(written: str) -> None:
    assert read_key(written).secret == SECRET
    assert read_key(key_text(MasterKey(SECRET))).secret == SECRET


@pytest.mark.parametrize(
    "written", ["", "x", "not base64 at all!", base64.b64encode(bytes(31)).decode(), "a" * 99]
)
def test_what_is_no_key_is_refused_without_showing_it(written: str) -> None:
    with pytest.raises(KeyRefusedError) as refused:
        read_key(written)
    assert not written or written not in str(refused.value) or len(written) < 2


def test_a_key_has_a_silent_representation() -> None:
    # Red when repr=False is taken from the field.
    assert repr(MasterKey(b"x" * 32)) == "MasterKey()"


def test_a_new_key_is_private_and_never_overwrites(tmp_path: Path) -> None:
    # Red when the file is made without its mode, or without O_EXCL.
    before = os.umask(0)
    try:
        key, message = make_key(tmp_path / "keys" / "clinic.key")
    finally:
        os.umask(before)
    path = tmp_path / "keys" / "clinic.key"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    assert str(path) in message
    assert "Save this key apart from the data" in message
    assert existing_key(None, path) == key
    with pytest.raises(KeyRefusedError):
        make_key(path)
    assert existing_key(None, path) == key


def test_the_environments_key_comes_before_the_files(tmp_path: Path) -> None:
    make_key(tmp_path / "clinic.key")
    assert existing_key(key_text(MasterKey(SECRET)), tmp_path / "clinic.key") == MasterKey(SECRET)
    assert existing_key(None, tmp_path / "none.key") is None
    assert existing_key(" ", tmp_path / "none.key") is None
    with pytest.raises(KeyRefusedError):
        existing_key(None, tmp_path)
    (tmp_path / "odd.key").write_bytes(bytes(range(128, 255)))
    with pytest.raises(KeyRefusedError):
        existing_key(None, tmp_path / "odd.key")


def test_a_wrong_key_is_refused_and_changes_nothing(clinic: SmallClinic) -> None:
    # Red when open_store no longer tries the check value.
    url, token = f"sqlite:///{clinic.database}", new_token()
    clinic.intake.save_answers(token, clinic.question_set, HEALTHY)
    wrong = key_text(MasterKey(SECRET))
    with pytest.raises(KeyRefusedError, match="another database"):
        open_store(url, key=wrong, key_file=clinic.key_file, clock=clinic.clock)
    opened = open_store(url, key=None, key_file=clinic.key_file, clock=clinic.clock)
    assert opened.message is None
    with opened.store.reading() as kept:
        assert kept.question_sets.text(clinic.question_set.sha256)
    opened.store.close()


def test_a_missing_key_is_refused_and_no_new_one_made(clinic: SmallClinic) -> None:
    # Red when open_store makes a key for a database that has one already.
    clinic.key_file.unlink()
    with pytest.raises(KeyRefusedError, match="missing"):
        open_store(f"sqlite:///{clinic.database}", key=None, key_file=clinic.key_file, clock=clinic.clock)
    assert not clinic.key_file.exists()


def test_a_new_database_says_where_its_key_is(tmp_path: Path) -> None:
    clinic = SmallClinic(tmp_path / "first")
    clinic.store.close()
    key_file = tmp_path / "new.key"
    opened = open_store(f"sqlite:///{tmp_path}/b.sqlite", key=None, key_file=key_file, clock=clinic.clock)
    assert opened.message is not None
    assert str(key_file) in opened.message
    opened.store.close()
