"""The environment to settings."""

from pathlib import Path

import pytest

from screening.settings import ROOT, Settings


def test_what_is_not_set_keeps_its_default() -> None:
    settings = Settings.from_environment({})
    assert settings.questions == ROOT / "questions.yaml"
    assert settings.database_url == f"sqlite:///{ROOT / 'data' / 'screening.sqlite'}"
    assert (settings.is_https, settings.is_exposed, settings.watch) == (False, False, False)


def test_the_key_lies_with_the_data_unless_told_otherwise(tmp_path: Path) -> None:
    assert Settings.from_environment({"SCREENING_DATA": str(tmp_path)}).key_file == tmp_path / "screening.key"
    apart = {"SCREENING_DATA": str(tmp_path), "SCREENING_KEY_FILE": "/keys/k"}
    assert Settings.from_environment(apart).key_file == Path("/keys/k")


def test_a_key_shows_nowhere() -> None:
    assert "secret-key" not in repr(Settings.from_environment({"SCREENING_KEY": "secret-key"}))


@pytest.mark.parametrize(
    ("address", "https", "exposed", "host"),
    [
        ("https://form.example.org/", True, False, "form.example.org"),
        ("http://form.example.org", False, True, "form.example.org"),
        ("http://localhost:8501", False, False, "localhost"),
        ("http://[::1]:8501", False, False, "::1"),
    ],
)
def test_the_address(address: str, https: bool, exposed: bool, host: str) -> None:
    settings = Settings.from_environment({"SCREENING_ADDRESS": address})
    assert (settings.is_https, settings.is_exposed, settings.host) == (https, exposed, host)
    assert not settings.address.endswith("/")


@pytest.mark.parametrize("address", ["form.example.org", "ftp://x.org", "https://", "http:/x", "http://["])
def test_what_is_no_address_is_refused_by_its_name(address: str) -> None:
    with pytest.raises(ValueError, match="SCREENING_ADDRESS"):
        Settings.from_environment({"SCREENING_ADDRESS": address})


def test_trusted_proxies() -> None:
    settings = Settings.from_environment({"SCREENING_TRUSTED_PROXIES": " 10.0.0.1, ,10.0.0.2 "})
    assert settings.trusted_proxies == ("10.0.0.1", "10.0.0.2")
