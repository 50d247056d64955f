"""The secrets of a seat: the browser's own, the token made from it, and the short code for another device.

A token is worked out from the browser's secret and the seat, so that "my plays" of a browser lead back to its seats
although the store keeps fingerprints alone; two tabs of one browser hold the same token.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
import unicodedata

SHORTEST_OWNER = 20
CODE_LENGTH = 8
# Crockford's digits: no letter that is read as another one, none that makes words.
_DIGITS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_READ_AS = str.maketrans("OIL", "011")


def new_id() -> str:
    """Give a name for a session or a seat: 128 bits, no secret."""
    return secrets.token_hex(16)


def new_owner() -> str:
    """Give a secret for a browser that has none yet; it belongs in an HttpOnly cookie."""
    return secrets.token_urlsafe(32)


def new_code() -> str:
    """Give a rejoin code of 40 bits, as `K7QM-2XRD`."""
    digits = "".join(secrets.choice(_DIGITS) for _ in range(CODE_LENGTH))
    return f"{digits[:4]}-{digits[4:]}"


def token_for(owner: str, seat: str) -> str:
    """Work out the token of a seat that this browser holds."""
    return hmac.digest(checked_owner(owner).encode(), seat.encode(), "sha256").hex()


def checked_owner(owner: str) -> str:
    """Give the secret back; raises ValueError for one so short that others may have it too."""
    if len(owner) < SHORTEST_OWNER:
        message = f"a browser's secret: too short; seen {len(owner)} characters; make one with new_owner()"
        raise ValueError(message)
    return owner


def fingerprint(secret: str) -> str:
    """Give the SHA-256 of a secret, which is all that the store keeps of it."""
    return hashlib.sha256(secret.encode()).hexdigest()


def code_fingerprint(typed: str) -> str:
    """Give the fingerprint of a code as somebody typed it: case, spaces, dashes, look-alikes and other digits aside."""
    plain = unicodedata.normalize("NFKC", typed).upper()
    digits = (str(unicodedata.decimal(each, each)) for each in plain if each.isalnum())
    return fingerprint("code:" + "".join(digits).translate(_READ_AS))
