"""Makes keys. The text of a key leaves this module once, and is never stored."""

import hashlib
import secrets
from typing import Final

from catalog.models import ApiKey, KeyKind

_MARKS: Final = {KeyKind.PUBLISHABLE.value: "pk_", KeyKind.SECRET.value: "sk_"}
RANDOM_BYTES: Final = 32
SHOWN: Final = 9  # characters, three of them the mark


def issue(key: ApiKey) -> str:
    """Store a new key, and return its text. `key` has all that people choose."""
    text = _MARKS[key.kind] + secrets.token_urlsafe(RANDOM_BYTES)
    key.prefix, key.hash = text[:SHOWN], hash_of(text)
    key.save()
    return text


def hash_of(text: str) -> str:
    """Return what is stored of a key: see ApiKey."""
    return hashlib.sha256(text.encode()).hexdigest()
