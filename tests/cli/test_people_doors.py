"""``csdesk people key`` and ``csdesk people sessions``."""

from __future__ import annotations

import pytest

from csdesk.model.sessions import Door, Visit
from csdesk.model.settings import DeskSettings
from csdesk.services.desk import Desk
from tests.hostile import PAYLOADS, forbidden
from tests.rules.test_ssh_keys import ED25519
from tests.services.desks import person


@pytest.fixture
def file(tmp_path):
    made = tmp_path / "li.pub"
    made.write_text(ED25519)
    return made


def test_a_key_is_added_listed_and_taken_away(csdesk, new_desk, file):
    csdesk("people", "add", "li", "李雷", "--role", "agent", desk=new_desk)
    assert csdesk("people", "key", desk=new_desk, terminal=True).out.strip() != ""
    added = csdesk("people", "key", "li", str(file), "--json", desk=new_desk)
    assert added.status == 0
    (key,) = added.answer["keys"]
    assert (key["login"], key["kind"], key["revoked_at"]) == ("li", "ssh-ed25519", None)
    shown = csdesk("people", "key", desk=new_desk, terminal=True).out
    assert key["fingerprint"].removeprefix("SHA256:") in shown
    assert csdesk("people", "key", "han", "--json", desk=new_desk).answer["keys"] == []
    gone = csdesk("people", "key", "li", "--revoke", "--lang", "zh", desk=new_desk, terminal=True)
    assert "1 把密钥" in gone.out
    assert csdesk("people", "key", "--json", desk=new_desk).answer["keys"] == []
    told = csdesk("people", "key", "--revoked", "--json", desk=new_desk).answer["keys"]
    assert told[0]["revoked_by"] != ""
    assert csdesk("people", "key", "li", "-", desk=new_desk, given=ED25519).status == 0


def test_what_is_no_key_is_told_in_a_sentence(csdesk, new_desk, file, tmp_path):
    assert csdesk("people", "key", "nobody", str(file), desk=new_desk).status == 3
    assert csdesk("people", "key", "li", str(tmp_path / "none"), desk=new_desk).status == 2
    assert csdesk("people", "key", "li", str(tmp_path), desk=new_desk).status == 2
    assert csdesk("people", "key", "--revoke", desk=new_desk).status == 2
    assert csdesk("people", "key", "li", str(file), "--revoke", desk=new_desk).status == 2
    for n, case in enumerate(PAYLOADS[::7]):
        bad = tmp_path / f"{n}.pub"
        bad.write_bytes(case.encode("utf-8", "replace"))
        told = csdesk("people", "key", "li", str(bad), desk=new_desk)
        assert told.status == 2
        assert forbidden(told.out + told.err, lines=True) == []


@pytest.fixture
def inside(new_desk):
    """Somebody with hostile facts who is in by a key."""
    who = person("root", "root", ["admin"])
    desk = Desk(new_desk, DeskSettings(), who)
    desk.enter(Visit("root", Door.SSH, "SHA256:x\x1b[2J", "10.0.0.1", "/dev/pts/9"), stays=True)
    desk.stay()
    yield desk
    desk.close()


def test_open_sessions_are_listed_and_ended(csdesk, new_desk, inside):
    shown = csdesk("people", "sessions", "--everybody", desk=new_desk, terminal=True).out
    assert inside.actor.session[:8] in shown
    assert "10.0.0.1" in shown
    assert forbidden(shown, lines=True) == []
    (told,) = csdesk("people", "sessions", "--everybody", "--json", desk=new_desk).answer[
        "sessions"
    ]
    assert (told["door"], told["address"]) == ("ssh", "10.0.0.1")
    assert csdesk("people", "sessions", "--end", "zzzzz", desk=new_desk).status == 3
    ended = csdesk("people", "sessions", "--end", told["id"][:8], desk=new_desk, terminal=True)
    assert ended.status == 0
    assert told["id"][:8] in ended.out
    assert inside.sessions.ended() is not None
    assert csdesk("people", "sessions", "--everybody", "--json", desk=new_desk).answer == {
        "sessions": []
    }
