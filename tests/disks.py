"""Small disks of a test's own, for what happens when one is full or can't be written."""

import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest


@contextmanager
def mounted_disk(folder: Path, mebibytes: int) -> Iterator[Path]:
    """A disk of this size; without the right to mount one, the test is skipped."""
    place = folder / "tiny"
    place.mkdir()
    mount = shutil.which("mount")
    what = ["-t", "tmpfs", "-o", f"size={mebibytes}m", "tmpfs", str(place)]
    if mount is None or subprocess.run([mount, *what], check=False, capture_output=True).returncode:
        pytest.skip("no disk can be mounted here")
    yield place
    subprocess.run(["umount", "-l", str(place)], check=True)
