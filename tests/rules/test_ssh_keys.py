"""A key is taken as ssh-keygen writes it, and nothing else is."""

from __future__ import annotations

import base64
import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from csdesk.model.errors import NotUnderstood
from csdesk.rules.ssh_keys import LONGEST, key_in


def line(kind, *parts, comment="li@home"):
    """A line of a .pub file, of parts that nobody has the secret of."""
    blob = b"".join(struct.pack(">I", len(p)) + p for p in (kind.encode(), *parts))
    return f"{kind} {base64.b64encode(blob).decode()} {comment}\n"


ED25519 = line("ssh-ed25519", bytes(range(32)))
RSA_3072 = line("ssh-rsa", b"\x01\x00\x01", b"\x00" + b"\xc1" * 384)
RSA_2048 = line("ssh-rsa", b"\x01\x00\x01", b"\x00" + b"\xc1" * 256)


def test_the_fingerprint_is_the_one_that_ssh_keygen_tells():
    """Told by ``ssh-keygen -lf`` of OpenSSH 9.2 for the same line."""
    key = key_in(ED25519, "li")
    assert key.fingerprint == "SHA256:ZkAslGjFiUHdGf/WUL8rQvkib4PTvQatUV0OUQSncCA"
    assert (key.login, key.kind, key.line) == ("li", "ssh-ed25519", " ".join(ED25519.split()[:2]))


def test_a_comment_and_empty_lines_are_left_out():
    again = key_in(f"# mine\n\n{ED25519.replace('li@home', 'x; command=sh')}\n", "li")
    assert again == key_in(ED25519, "li")


def test_keys_of_other_kinds_are_taken():
    assert key_in(RSA_3072, "li").kind == "ssh-rsa"
    point = b"\x04" + b"p" * 64
    assert key_in(line("ecdsa-sha2-nistp256", b"nistp256", point), "li").kind.startswith("ecdsa")
    assert key_in(line("sk-ssh-ed25519@openssh.com", b"k" * 32, b"ssh:"), "li").login == "li"


KIND, BLOB = ED25519.split()[:2]
REFUSED = [
    "", "\n", "hello", KIND, f"{KIND} ", f"{KIND} !!!", f"{KIND} {BLOB[:-8]}", f"{KIND} {BLOB}AAAA",
    f"ssh-rsa {BLOB}", f"ssh-dss {BLOB}", BLOB, ED25519 + RSA_3072, RSA_2048,
    ED25519 + "x" * LONGEST,
    f'command="sh" {ED25519}', f"no-pty {ED25519}", f"cert-authority {ED25519}", f"@x {ED25519}",
    f"ssh-ed25519-cert-v01@openssh.com {BLOB}", f"{KIND}\t{BLOB}",
    f"{KIND} {BLOB[:20]}\n{BLOB[20:]}",
    "-----BEGIN OPENSSH PRIVATE KEY-----\nx\n-----END OPENSSH PRIVATE KEY-----\n", "\0" + ED25519,
    line("ssh-ed25519", bytes(32), b"more"), line("ssh-ed25519"), "\x1b]0;x\x07" + ED25519,
]  # fmt: skip


@pytest.mark.parametrize("text", REFUSED)
def test_anything_else_is_refused(text):
    with pytest.raises(NotUnderstood):
        key_in(text, "li")


@given(st.text() | st.binary(max_size=80).map(lambda b: f"{KIND} {base64.b64encode(b).decode()}"))
def test_no_text_is_a_key_by_accident(text):
    try:
        key = key_in(text, "li")
    except NotUnderstood:
        return
    assert key.line.isascii()
    assert "\n" not in key.line
