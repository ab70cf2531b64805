"""Seal what tells a person: encrypted at rest, and recognisable again by keyed hashes only."""

from __future__ import annotations

import hmac
import json
import os
import re
import secrets
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from cryptography.fernet import Fernet, InvalidToken
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

HASH_CHARACTERS: Final = 32            # 128 bits: two people of one town never share it by chance


class KeyTrouble(RuntimeError):
    """The key cannot be used: `key` names the sentence for a person. Nothing was read or written."""

    def __init__(self, key: str, **fields: object) -> None:
        super().__init__(key)
        self.key = key
        self.fields = fields


class Seal:
    """One installation's key. Sealing is Fernet (AES-128-CBC with HMAC-SHA256); hashes use a key derived from it."""

    def __init__(self, key: bytes) -> None:
        """Take a Fernet key (44 characters of URL-safe base64). KeyTrouble when it is none."""
        try:
            self._fernet = Fernet(key)
        except ValueError:
            raise KeyTrouble("people.bad_key") from None
        derive = HKDF(hashes.SHA256(), 32, salt=None, info=b"zones: equality of people")
        self._secret = derive.derive(key)
        self.name = self.hash("key", "name")[:8]      # tells keys apart, and nothing of the key

    def __repr__(self) -> str:
        """Say which key this is, never the key."""
        return f"Seal({self.name})"

    def hash(self, what: str, text: str) -> str:
        """Return the keyed hash of a text; "phone" and "name" of the same letters differ."""
        return hmac.digest(self._secret, f"{what}\0{text}".encode(), "sha256").hex()[:HASH_CHARACTERS]

    def close(self, facts: Mapping[str, str]) -> bytes:
        """Encrypt a person's facts."""
        return self._fernet.encrypt(json.dumps(dict(facts), ensure_ascii=False).encode())

    def open(self, sealed: bytes) -> dict[str, str]:
        """Decrypt a person's facts. KeyTrouble when they were sealed with another key."""
        try:
            facts: dict[str, str] = json.loads(self._fernet.decrypt(bytes(sealed)))
        except InvalidToken:
            raise KeyTrouble("people.other_key") from None
        return facts


def open_seal(environment_key: str | None, file: Path) -> Seal:
    """Return the seal of ZONES_KEY, else of the key file, which is made at its first use, for its owner only."""
    if environment_key:
        return Seal(environment_key.strip().encode())
    try:
        return Seal(_read_or_make(file))
    except OSError as error:
        raise KeyTrouble("people.key_file", file=str(file), reason=error.strerror or "") from None


def _read_or_make(file: Path) -> bytes:
    """Two processes that start at once must end with one key: it is written whole beside, and linked only once."""
    if file.exists():
        return file.read_bytes().strip()
    file.parent.mkdir(parents=True, exist_ok=True)
    made = file.with_name(f".{file.name}.{secrets.token_hex(8)}")
    handle = os.open(made, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(handle, "wb") as out:
            out.write(Fernet.generate_key())
        try:
            os.link(made, file)
        except FileExistsError:
            pass                       # the other was first: its key holds
        except OSError:                # a disk without hard links
            if not file.exists():
                made.replace(file)
    finally:
        made.unlink(missing_ok=True)
    return file.read_bytes().strip()


def mask_name(name: str) -> str:
    """Return initials only: "Nguyễn Văn An" gives "N. V. A."."""
    return " ".join(f"{word[0].upper()}." for word in name.split())


def mask_phone(phone: str) -> str:
    """Return the last three digits only: "0912345123" gives "0xx…123"."""
    digits = re.sub(r"\D", "", phone)
    return f"0xx…{digits[-3:]}" if len(digits) >= 7 else ""
