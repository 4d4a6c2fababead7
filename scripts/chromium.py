"""Finds Chromium for the browser tests, or installs Debian's where it may.

Prints the path and nothing else on standard output; words for people go to standard error.
Needs only the standard library, so that the system's own Python can run it.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
PLAYWRIGHT_FOLDERS = ("~/.cache/ms-playwright", "~/Library/Caches/ms-playwright")
PLAYWRIGHT_PROGRAMS = (
    "chromium-*/chrome-linux*/chrome",
    "chromium-*/chrome-mac*/*.app/Contents/MacOS/*",
    "chromium_headless_shell-*/chrome-headless-shell-linux*/chrome-headless-shell",
)


def find() -> str | None:
    """The path of a Chromium that starts: CHROMIUM, then PATH, then Playwright's own; None without one."""
    named = os.environ.get("CHROMIUM")
    if named:
        return shutil.which(named)
    candidates = [path for path in map(shutil.which, NAMES) if path] + playwrights_own()
    return next((path for path in candidates if starts(path)), None)


def playwrights_own() -> list[str]:
    """The Chromiums that Playwright has downloaded, newest first."""
    folders = (os.environ.get("PLAYWRIGHT_BROWSERS_PATH"), *PLAYWRIGHT_FOLDERS)
    roots = [Path(folder).expanduser() for folder in folders if folder]
    return [
        str(path)
        for root in roots
        for pattern in PLAYWRIGHT_PROGRAMS
        for path in sorted(root.glob(pattern), reverse=True)
    ]


def starts(path: str) -> bool:
    """Whether it tells its version; Ubuntu's `chromium-browser` may be a stub that only points to a store."""
    try:
        return (
            subprocess.run([path, "--version"], capture_output=True, timeout=30, check=False).returncode == 0
        )
    except (OSError, subprocess.TimeoutExpired):
        return False


def install() -> bool:
    """Installs Debian's package, as root or where sudo asks for no password; False where it can't."""
    apt = shutil.which("apt-get")
    before = root_prefix()
    if apt is None or before is None:
        return False
    say("No Chromium found: installing Debian's package for the browser tests ...")
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    wait = ["-o", "DPkg::Lock::Timeout=120"]
    for act in (["update", "-q"], ["install", "-q", "-y", "--no-install-recommends", "chromium"]):
        command = [*before, apt, *wait, *act]
        done = subprocess.run(
            command, stdin=subprocess.DEVNULL, stdout=sys.stderr, env=environment, check=False
        )
        if done.returncode != 0:
            return False
    return True


def root_prefix() -> list[str] | None:
    """What stands before a command that needs root: nothing, or sudo; None where neither will do."""
    if hasattr(os, "geteuid") and os.geteuid() == 0:
        return []
    sudo = shutil.which("sudo")
    if sudo and subprocess.run([sudo, "-n", "true"], capture_output=True, check=False).returncode == 0:
        return [sudo, "-n"]
    return None


def by_hand() -> str:
    """The one line to type. Ubuntu's own package is a snap, which starts badly from tests."""
    system = Path("/etc/os-release")
    debian = system.exists() and "ID=debian" in system.read_text().splitlines()
    return "apt-get install chromium" if debian else ".venv/bin/playwright install --with-deps chromium"


def say(words: str) -> None:
    """One line for the person at the terminal."""
    print(words, file=sys.stderr)


def main() -> int:
    """Prints the path; 1 when there is none and CI is true, where a skipped test would pass for a run one."""
    path = find()
    if path is None and not os.environ.get("CHROMIUM") and install():
        path = find()
    if path is not None:
        print(path)
        return 0
    say(f"The browser tests need Chromium and will be skipped. To run them, type: {by_hand()}")
    return 1 if os.environ.get("CI") == "true" else 0


if __name__ == "__main__":
    sys.exit(main())
