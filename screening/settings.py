"""The environment to frozen settings; the only place that reads it."""

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

ROOT = Path(__file__).parent.parent
LOOPBACK_ADDRESS = "http://127.0.0.1:8501"


@dataclass(frozen=True, slots=True)
class Settings:
    """Where things are. `key` is a secret and shows nowhere."""

    questions: Path = ROOT / "questions.yaml"
    data: Path = ROOT / "data"
    database: str = ""
    key_file: Path = ROOT / "data" / "screening.key"
    key: str | None = field(default=None, repr=False)
    address: str = LOOPBACK_ADDRESS
    trusted_proxies: tuple[str, ...] = ()
    watch: bool = False
    """Whether a question set that is saved is served at once; a live server takes it at start."""

    @property
    def database_url(self) -> str:
        """SQLAlchemy's URL of the database; SQLite in the data folder unless one is named."""
        return self.database or f"sqlite:///{self.data / 'screening.sqlite'}"

    @property
    def is_https(self) -> bool:
        """Whether patients reach the form under https, so that cookies are Secure."""
        return urlsplit(self.address).scheme == "https"

    @property
    def is_exposed(self) -> bool:
        """Whether the form is reached from other machines without https."""
        return not self.is_https and self.host not in {"127.0.0.1", "localhost", "::1"}

    @property
    def host(self) -> str:
        """The host name that patients reach the form under."""
        return urlsplit(self.address).hostname or "127.0.0.1"

    @staticmethod
    def from_environment(environment: Mapping[str, str] = os.environ) -> "Settings":
        """Read the SCREENING_... variables; what is not set keeps its default.

        Raises ValueError if the address is no http or https address.
        """
        data = Path(environment.get("SCREENING_DATA") or ROOT / "data").absolute()
        address = environment.get("SCREENING_ADDRESS") or LOOPBACK_ADDRESS
        if not _is_web_address(address):
            raise ValueError(f'SCREENING_ADDRESS is "{address}"; write it like https://form.example.org')
        proxies = environment.get("SCREENING_TRUSTED_PROXIES", "")
        return Settings(
            questions=Path(environment.get("SCREENING_QUESTIONS") or ROOT / "questions.yaml").absolute(),
            data=data,
            database=environment.get("SCREENING_DATABASE", ""),
            key_file=Path(environment.get("SCREENING_KEY_FILE") or data / "screening.key").absolute(),
            key=environment.get("SCREENING_KEY") or None,
            address=address.rstrip("/"),
            trusted_proxies=tuple(part.strip() for part in proxies.split(",") if part.strip()),
            watch=environment.get("SCREENING_WATCH") == "1",
        )


def _is_web_address(address: str) -> bool:
    try:
        parts = urlsplit(address)
    except ValueError:
        return False
    return parts.scheme in {"http", "https"} and bool(parts.hostname)
