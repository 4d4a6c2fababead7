"""The clinic's master key: where it comes from, and what is derived from it. Kept out of logs and data."""

import base64
import binascii
import os
import secrets
from dataclasses import dataclass, field
from pathlib import Path

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

KEY_BYTES = 32


class KeyRefusedError(Exception):
    """The key is missing, unreadable or another database's; the message is for whoever starts the server."""


@dataclass(frozen=True, slots=True)
class MasterKey:
    """32 secret bytes."""

    secret: bytes = field(repr=False)

    def derived(self, purpose: str) -> bytes:
        """A key of its own for each purpose, so that no key is used for two things."""
        return HKDF(SHA256(), KEY_BYTES, salt=None, info=b"screening " + purpose.encode()).derive(self.secret)


def read_key(text: str) -> MasterKey:
    """A key from its text: 32 bytes in base64, plain or URL-safe. Raises KeyRefusedError."""
    stripped = text.strip().replace("-", "+").replace("_", "/").rstrip("=")
    try:
        secret = base64.b64decode(stripped + "=" * (-len(stripped) % 4), validate=True)
    except (binascii.Error, ValueError):
        secret = b""
    if len(secret) != KEY_BYTES:
        raise KeyRefusedError("The key is not 32 bytes in base64. Copy it whole, on one line.")
    return MasterKey(secret)


def key_text(key: MasterKey) -> str:
    """The text that `read_key` reads."""
    return base64.urlsafe_b64encode(key.secret).decode("ascii")


def existing_key(text: str | None, file: Path) -> MasterKey | None:
    """The key from the environment's text or else from the file; None if there is neither.

    Raises KeyRefusedError when what is there cannot be read.
    """
    if text and text.strip():
        return read_key(text)
    try:
        return read_key(file.read_text(encoding="ascii"))
    except FileNotFoundError:
        return None
    except UnicodeDecodeError:
        raise KeyRefusedError(f"The key file {file} holds no key.") from None
    except OSError as error:
        raise KeyRefusedError(f"The key file {file} cannot be read: {error.strerror}.") from None


def make_key(file: Path) -> tuple[MasterKey, str]:
    """A fresh key, written to the file (mode 0600), and what to tell whoever starts the server.

    Raises KeyRefusedError when the file cannot be written.
    """
    key = MasterKey(secrets.token_bytes(KEY_BYTES))
    try:
        if not file.parent.exists():
            file.parent.mkdir(parents=True, mode=0o700)
        # O_EXCL: an existing key is never overwritten, as all that it opens would be lost.
        handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "w", encoding="ascii") as opened:
            opened.write(key_text(key) + "\n")
            opened.flush()
            os.fsync(opened.fileno())
    except OSError as error:
        raise KeyRefusedError(f"The key file {file} cannot be written: {error.strerror}.") from None
    message = (
        f"A new key was written to {file}. Save this key apart from the data: "
        "without it, nobody can read what patients sent."
    )
    return key, message
