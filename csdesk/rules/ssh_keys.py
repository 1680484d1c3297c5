"""Reading the public half of an SSH key (RFC 4253 6.6, RFC 5656 3.1, OpenSSH's PROTOCOL.u2f)."""

from __future__ import annotations

import base64
import binascii
import hashlib

from csdesk.model.errors import NotUnderstood
from csdesk.model.keys import Key

KINDS = (
    "ssh-ed25519", "sk-ssh-ed25519@openssh.com", "ecdsa-sha2-nistp256", "ecdsa-sha2-nistp384",
    "ecdsa-sha2-nistp521", "sk-ecdsa-sha2-nistp256@openssh.com", "ssh-rsa",
)  # fmt: skip
"""What people may come in with."""

LEAST_BITS = 3_072
"""Of an RSA key."""

LONGEST = 8_000
"""Characters of a file with one key."""

_PARTS = {"ssh-ed25519": 2, "sk-ssh-ed25519@openssh.com": 3, "ecdsa-sha2-nistp256": 3,
          "ecdsa-sha2-nistp384": 3, "ecdsa-sha2-nistp521": 3,
          "sk-ecdsa-sha2-nistp256@openssh.com": 4, "ssh-rsa": 3}  # fmt: skip


def key_in(text: str, login: str) -> Key:
    """The one key that a file holds.

    Args:
        text: what stands in the file that ``ssh-keygen`` calls ``....pub``.
        login: whose it is to be.

    Raises:
        NotUnderstood: it holds none, several, a secret key, or one of a kind that is not taken.
    """
    if "PRIVATE KEY" in text:
        raise NotUnderstood(
            "That is the secret half of a key, which nobody else may have. Give the file whose name"
            " ends in .pub, and make a new key: this one has been shown."
        )
    told = (each.strip() for each in text[: LONGEST + 1].splitlines())
    lines = [line for line in told if line and not line.startswith("#")]
    if len(text) > LONGEST or len(lines) != 1:
        raise NotUnderstood(
            "A file with one public key is needed, as ssh-keygen writes it beside the secret one."
        )
    kind, _, rest = lines[0].partition(" ")
    if kind not in KINDS:
        raise NotUnderstood(
            "The line must begin with the kind of the key: {kinds}. Nothing may stand before it.",
            kinds=list(KINDS),
        )
    written = rest.split(" ")[0]
    blob = _blob(kind, written)
    if kind == "ssh-rsa" and _bits(_strings(blob)[2]) < LEAST_BITS:
        raise NotUnderstood(
            "RSA keys need {bits} bits at least. Better make one with ssh-keygen -t ed25519.",
            bits=LEAST_BITS,
        )
    digest = base64.b64encode(hashlib.sha256(blob).digest()).decode().rstrip("=")
    return Key(login, f"SHA256:{digest}", kind, f"{kind} {base64.b64encode(blob).decode()}")


def _blob(kind: str, written: str) -> bytes:
    try:
        blob = base64.b64decode(written, validate=True)
        parts = _strings(blob)
        if parts[0] == kind.encode() and len(parts) == _PARTS[kind]:
            return blob
    except (ValueError, binascii.Error):
        pass
    raise NotUnderstood("The key is damaged, or cut off. Copy the whole line of the .pub file.")


def _strings(blob: bytes) -> list[bytes]:
    """The strings that a key is made of, each with its length before it."""
    found = []
    while blob:
        length = int.from_bytes(blob[:4], "big")
        if len(blob) < 4 + length or len(blob) < 4:
            raise ValueError
        found.append(blob[4 : 4 + length])
        blob = blob[4 + length :]
    if not found:
        raise ValueError
    return found


def _bits(number: bytes) -> int:
    return int.from_bytes(number, "big").bit_length()
