"""``csdesk people key`` and ``csdesk people sessions``: how people come in, and who is in."""

from __future__ import annotations

import sys
from argparse import Namespace
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from csdesk.cli import output
from csdesk.cli.output import Column
from csdesk.model.errors import NotUnderstood
from csdesk.model.keys import Key
from csdesk.model.sessions import Session
from csdesk.plain import plain
from csdesk.rules.ssh_keys import LONGEST
from csdesk.words import _, named, ngettext

_ID = 8
"""Characters of a session's id that people are shown."""

_STDIN = "-"


def run(args: Namespace) -> int:
    """List keys or sessions, or change one and print it."""
    return _key(args) if args.step == "key" else _sessions(args)


def _key(args: Namespace) -> int:
    from csdesk.cli.opening import opened

    adds, revokes = bool(args.name), args.revoke is not None
    if adds and revokes:
        raise NotUnderstood("Give a file to add a key, or --revoke to take one away, not both.")
    if revokes and not args.login:
        raise NotUnderstood("Say whose key: csdesk people key LOGIN --revoke.")
    text = _public_key(args) if adds else ""
    with opened(args, joins=adds or revokes) as desk:
        if adds:
            found: Sequence[Key] = [desk.keys.add(args.login, text)]
        elif revokes:
            found = desk.keys.revoke(args.login, args.revoke)
        else:
            found = [
                each
                for each in desk.keys.list(revoked=args.revoked)
                if args.login in ("", each.login)
            ]
        zone = desk.settings.zone
    records = [_key_record(each, zone) for each in found]
    if revokes and not args.json and output.for_people():
        told = ngettext(
            "{n} key of {login} opens the desk no more.",
            "{n} keys of {login} open the desk no more.",
            len(found),
        )
        output.put(plain(told.format(n=len(found), login=args.login)))
        return 0
    output.put_answer(args.json, {"keys": records}, records, lambda: _show_keys(records))
    return 0


def _public_key(args: Namespace) -> str:
    if args.name == _STDIN:
        if sys.stdin is None:
            return ""
        return sys.stdin.buffer.read(LONGEST + 1).decode("utf-8", "replace")
    if args.visit is not None:
        raise NotUnderstood(
            "From outside the key comes by standard input: ssh DESK people key LOGIN - < FILE"
        )
    path = Path(args.name).expanduser()
    try:
        with path.open("rb") as file:
            return file.read(LONGEST + 1).decode("utf-8", "replace")
    except OSError as fault:
        raise NotUnderstood(
            "{file} cannot be read: {cause}.", file=path, cause=fault.strerror or "-"
        ) from fault


def _key_record(key: Key, zone: str) -> dict[str, Any]:
    return {
        "login": key.login,
        "fingerprint": key.fingerprint,
        "kind": key.kind,
        "added_by": key.added_by,
        "added_at": output.instant(key.added_at, zone),
        "revoked_by": key.revoked_by,
        "revoked_at": output.instant(key.revoked_at, zone),
    }


def _show_keys(records: Sequence[dict[str, Any]]) -> None:
    if not records:
        output.put(_("Nobody comes in with a key yet."))
        return
    output.put_table(
        [
            Column(_("Login"), lambda k: k["login"]),
            Column("SHA256", lambda k: k["fingerprint"].removeprefix("SHA256:"), least=43),
            Column(_("Added"), lambda k: f"{_day(k['added_at'])} {k['added_by']}"),
            Column(_("Revoked"), lambda k: _day(k["revoked_at"])),
        ],
        records,
    )


def _day(at: str | None) -> str:
    return (at or "")[:10]


def _sessions(args: Namespace) -> int:
    from csdesk.cli.opening import opened

    with opened(args, joins=bool(args.end)) as desk:
        if args.end:
            found: Sequence[Session] = [desk.sessions.end(args.end)]
        else:
            found = desk.sessions.on(everybody=args.everybody)
        zone = desk.settings.zone
    records = [_session_record(each, zone) for each in found]
    if args.end and not args.json and output.for_people():
        told = _("The session {id} ends within seconds; what was typed in it is kept as a draft.")
        output.put(told.format(id=records[0]["id"][:_ID]))
        return 0
    output.put_answer(
        args.json, {"sessions": records}, records, lambda: _show_sessions(found, records)
    )
    return 0


def _session_record(session: Session, zone: str) -> dict[str, Any]:
    visit = session.visit
    return {
        "id": session.id,
        "login": visit.login,
        "name": session.name,
        "door": visit.door.value,
        "credential": visit.credential,
        "address": visit.address,
        "tty": visit.tty,
        "began": output.instant(session.began, zone),
    }


def _show_sessions(found: Sequence[Session], records: Sequence[dict[str, Any]]) -> None:
    if not found:
        output.put(_("No session is open."))
        return
    doors = {each.id: named(each.visit.door) for each in found}
    output.put_table(
        [
            Column(_("Session"), lambda s: s["id"][:_ID]),
            Column(_("Name"), lambda s: f"{s['name']} ({s['login']})", least=8),
            Column(_("Door"), lambda s: doors[s["id"]]),
            Column(_("Key or account"), lambda s: s["credential"], least=10),
            Column(_("From"), lambda s: s["address"] or s["tty"] or _("here")),
            Column(_("Since"), lambda s: s["began"][:16].replace("T", " ")),
        ],
        records,
    )
