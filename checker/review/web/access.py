"""Access: who may open the page. A secret of the run in its address; beyond loopback, a password."""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import secrets
from dataclasses import dataclass, field

_N, _R, _P = 2**15, 8, 1
"""Cost of scrypt: 32 MiB, about a tenth of a second (RFC 7914; OWASP, Password Storage Cheat Sheet)."""
_MOST_MEMORY = 256 * 1024 * 1024
"""Bytes that a hash from a file may ask for."""
_SALT, _LENGTH = 16, 32


@dataclass(frozen=True)
class Access:
    """What opens the page. Without either secret, nothing does."""

    token: str | None = field(default=None, repr=False)
    """Secret of this run: once in the address, then a cookie stands for it."""
    password_hash: str | None = field(default=None, repr=False)
    """As ``hash_password`` writes it."""

    def token_fits(self, given: str) -> bool:
        """Whether this is the run's secret."""
        return self.token is not None and hmac.compare_digest(given.encode(), self.token.encode())


def hash_password(text: str) -> str:
    """A password as it may be kept: ``scrypt$n$r$p$salt$hash``, the last two in base64."""
    salt = secrets.token_bytes(_SALT)
    digest = hashlib.scrypt(text.encode(), salt=salt, n=_N, r=_R, p=_P, maxmem=_MOST_MEMORY, dklen=_LENGTH)
    return "$".join(["scrypt", str(_N), str(_R), str(_P), *(base64.b64encode(x).decode() for x in (salt, digest))])


def verify_password(text: str, hashed: str) -> bool:
    """Whether this is the password. What is no hash fits none."""
    try:
        name, n, r, p, salt, digest = hashed.strip().split("$")
        wanted = base64.b64decode(digest, validate=True)
        if name != "scrypt" or not wanted:
            return False
        made = hashlib.scrypt(
            text.encode(),
            salt=base64.b64decode(salt, validate=True),
            n=int(n),
            r=int(r),
            p=int(p),
            maxmem=_MOST_MEMORY,
            dklen=len(wanted),
        )
    except (ValueError, binascii.Error):
        return False
    return hmac.compare_digest(made, wanted)
