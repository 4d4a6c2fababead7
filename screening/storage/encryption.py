"""Encryption of what patients tell: AES-256-GCM, one key per submission or draft, wrapped by the master key.

What a text belongs to is bound in (associated data): a blob moved to another row does not open.
Indexes are keyed hashes with a key of their own. Fernet was slower, larger, and cannot detect a swap.
"""

import hashlib
import hmac
import os

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from screening.storage.keys import KEY_BYTES, MasterKey
from screening.submissions.errors import StorageError, StorageTrouble

NONCE_BYTES = 12
VERSION = b"\x01"
"""Stands first in everything sealed, so that the way of sealing can change one day."""


def seal(key: bytes, plain: bytes, *belongs_to: str) -> bytes:
    """Encrypt, bound to what it belongs to."""
    nonce = os.urandom(NONCE_BYTES)
    return VERSION + nonce + AESGCM(key).encrypt(nonce, plain, _bound(belongs_to))


def unseal(key: bytes, sealed: bytes, *belongs_to: str) -> bytes:
    """What was sealed. Raises StorageError (damaged) if anything of it, or what it belongs to, differs."""
    nonce, rest = sealed[1 : 1 + NONCE_BYTES], sealed[1 + NONCE_BYTES :]
    if sealed[:1] != VERSION or len(nonce) != NONCE_BYTES:
        raise StorageError(StorageTrouble.DAMAGED, "not sealed by this program")
    try:
        return AESGCM(key).decrypt(nonce, rest, _bound(belongs_to))
    except InvalidTag:
        raise StorageError(StorageTrouble.DAMAGED, "does not open") from None


class Cipher:
    """What the master key is used for."""

    def __init__(self, master: MasterKey) -> None:
        self._wrapping = master.derived("wrap data keys")
        self._index = master.derived("index")

    def __repr__(self) -> str:
        return "Cipher()"

    def new_key(self, *belongs_to: str) -> tuple[bytes, bytes]:
        """A fresh data key: as it is, and wrapped for keeping."""
        key = os.urandom(KEY_BYTES)
        return key, seal(self._wrapping, key, "data key", *belongs_to)

    def unwrap(self, wrapped: bytes, *belongs_to: str) -> bytes:
        """The data key. Raises StorageError (damaged)."""
        return unseal(self._wrapping, wrapped, "data key", *belongs_to)

    def keyed_hash(self, kind: str, token: str) -> bytes:
        """What an index holds of a token; means nothing without the key."""
        message = kind.encode() + b"\x00" + token.encode("utf-8", "surrogatepass")
        return hmac.new(self._index, message, hashlib.sha256).digest()

    def check_value(self) -> bytes:
        """A known text, sealed: whoever opens it has the right key."""
        return seal(self._wrapping, _KNOWN, "key check")

    def opens(self, check_value: bytes) -> bool:
        """Whether this is the key that the check value was sealed with."""
        try:
            return unseal(self._wrapping, check_value, "key check") == _KNOWN
        except StorageError:
            return False


_KNOWN = b"screening"


def _bound(belongs_to: tuple[str, ...]) -> bytes:
    """The parts with their lengths in front, so that no two lists of parts look the same."""
    return b"".join(len(part).to_bytes(4) + part for part in (text.encode() for text in belongs_to))
