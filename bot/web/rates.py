"""Keeps strangers from asking too often, by where they come from and all together."""

import ipaddress
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from math import ceil

from fastapi import Request

CLIENTS = 10_000  # that are remembered; the one seen longest ago is forgotten first
NETWORK = 64  # bits of an IPv6 address that belong to one household


@dataclass
class _Bucket:
    left: float
    at: float


class RateLimit:
    """Grants each client a number of requests a minute, and all clients together another."""

    def __init__(
        self, each: int, together: int, read_time: Callable[[], float] = time.monotonic
    ) -> None:
        self._each = each
        self._together = together
        self._read_time = read_time
        self._all = _Bucket(together, read_time())
        self._clients: OrderedDict[str, _Bucket] = OrderedDict()

    def find_wait(self, client: str) -> int | None:
        """Take one request; return after how many seconds to come again where it is too many."""
        now = self._read_time()
        own = self._find_bucket(client, now)
        waits = [_fill(own, self._each, now), _fill(self._all, self._together, now)]
        if any(waits):
            return ceil(max(waits))
        own.left -= 1
        self._all.left -= 1
        return None

    def find_own_wait(self, client: str) -> int | None:
        """Return how long one client has to wait, whatever others do; take nothing."""
        now = self._read_time()
        return ceil(_fill(self._find_bucket(client, now), self._each, now)) or None

    def _find_bucket(self, client: str, now: float) -> _Bucket:
        own = self._clients.pop(client, None) or _Bucket(self._each, now)
        self._clients[client] = own  # the one seen last stands last
        while len(self._clients) > CLIENTS:
            self._clients.popitem(last=False)
        return own


def _fill(bucket: _Bucket, a_minute: int, now: float) -> float:
    """Let a bucket fill up; return in how many seconds it has something, 0 where it has."""
    bucket.left = min(a_minute, bucket.left + (now - bucket.at) * a_minute / 60)
    bucket.at = now
    return 0 if bucket.left >= 1 else (1 - bucket.left) * 60 / a_minute


def name_client(request: Request) -> str:
    """Return where a request comes from.

    Behind a proxy on this machine that is the last address in X-Forwarded-For, which the proxy has
    written; those before it anybody can invent.
    """
    host = request.client.host if request.client else ""
    address = _read_address(host)
    if address is None or address.is_loopback:
        forwarded = request.headers.get("x-forwarded-for", "").rpartition(",")[2].strip()
        address = _read_address(forwarded) or address
    if isinstance(address, ipaddress.IPv6Address):
        return str(ipaddress.ip_network((address, NETWORK), strict=False))
    return str(address or host)


def _read_address(text: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    try:
        return ipaddress.ip_address(text)
    except ValueError:
        return None
