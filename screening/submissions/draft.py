"""A form that is being filled in. Only the hash of its token is kept, so a stolen database opens no form."""

import hashlib
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from screening.submissions.submission import DangerCard

DRAFT_LIFE = timedelta(days=7)
"""Counted from the last change."""

RECEIPT_LIFE = timedelta(hours=24)
DRAFT_SIZE = 256 * 1024
"""Bytes of answers that one form can hold; far above any real form, so only a forged one meets it."""


@dataclass(frozen=True, slots=True)
class Draft:
    """Raw answers as given so far. `version` 0: nothing is stored yet, because nothing was answered."""

    id: str
    question_set: str
    created_at: datetime
    changed_at: datetime
    version: int
    answers: Mapping[str, object] = field(default_factory=dict, repr=False)
    cards: tuple[DangerCard, ...] = field(default=(), repr=False)
    page: str | None = None

    def is_expired(self, now: datetime) -> bool:
        """Whether nobody has touched it for so long that it is gone."""
        return now - self.changed_at >= DRAFT_LIFE


def new_token() -> str:
    """A token for a cookie or link: 192 random bits, safe in a URL."""
    return secrets.token_urlsafe(24)


def token_hash(token: str) -> bytes:
    """What is kept of a token. A plain hash will do: there is nothing to guess in 192 random bits."""
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).digest()
