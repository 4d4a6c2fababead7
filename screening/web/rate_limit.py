"""Slows down who tries tokens and passwords: so many tries per address and time, kept hashed in memory."""

import hashlib
import secrets
import threading
import time
from collections import deque

from starlette.requests import Request


class RateLimit:
    """At most `tries` in `seconds` per address. The addresses are hashed with a secret of this process."""

    def __init__(self, tries: int, seconds: float, *, addresses: int = 10_000) -> None:
        """`addresses`: how many are remembered at most; the oldest are forgotten first."""
        self._tries = tries
        self._seconds = seconds
        self._addresses = addresses
        self._salt = secrets.token_bytes(16)
        self._seen: dict[bytes, deque[float]] = {}
        self._lock = threading.Lock()

    def allows(self, address: str) -> bool:
        """Count a try; false when it is one too many."""
        key = hashlib.blake2b(address.encode(), key=self._salt, digest_size=16).digest()
        moment = time.monotonic()
        with self._lock:
            tries = self._seen.pop(key, None) or deque()
            self._seen[key] = tries
            while tries and moment - tries[0] >= self._seconds:
                tries.popleft()
            if len(self._seen) > self._addresses:
                del self._seen[next(iter(self._seen))]
            if len(tries) >= self._tries:
                return False
            tries.append(moment)
            return True


def visitor_address(request: Request, trusted_proxies: tuple[str, ...]) -> str:
    """The visitor's address; a proxy's word on it counts only where the proxy is trusted."""
    address = request.client.host if request.client else ""
    forwarded = [
        part.strip() for part in request.headers.get("x-forwarded-for", "").split(",") if part.strip()
    ]
    while forwarded and address in trusted_proxies:
        address = forwarded.pop()
    return address
