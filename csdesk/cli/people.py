"""``csdesk people``: who works here, and as what (S57)."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from typing import Any

from csdesk.cli import output
from csdesk.cli.output import Column
from csdesk.model.desk import Actor
from csdesk.model.errors import NotUnderstood
from csdesk.model.roles import Role
from csdesk.words import _, meant, named, names_of

_STEPS = ("list", "add", "role", "off", "pin", "unlock", "key", "sessions")


def description() -> str:
    """What the command is for."""
    return _(
        "Show or change who works here.\n"
        "  people list                              everybody, with roles\n"
        "  people add LOGIN NAME --role ROLE        let somebody work here\n"
        "  people role LOGIN --role ROLE            have somebody work as something else\n"
        "  people off LOGIN                         let somebody in no more\n"
        "  people pin LOGIN                         set what they sign in with, or --remove it\n"
        "  people unlock LOGIN                      let them try again after wrong ones\n"
        "  people key LOGIN FILE                    let somebody come in with this SSH key\n"
        "  people key [LOGIN] [--revoked]           the keys that open the desk\n"
        "  people key LOGIN --revoke [FINGERPRINT]  ... and no more with one, or with any\n"
        "  people sessions [--everybody]            your open sessions; for leads everybody's\n"
        "  people sessions --end ID                 end one of them; its drafts are kept\n"
        "Roles: agent, lead, finance, shipping, purchasing, market, viewer, admin.\n"
        "--role may be given several times."
    )


def arguments(parser: ArgumentParser) -> None:
    """Declare the arguments."""
    add = parser.add_argument
    add("step", metavar="|".join(_STEPS), nargs="?", default="list", choices=_STEPS)
    add("login", metavar="LOGIN", nargs="?", default="", help=_("of the operating system"))
    add("name", metavar="NAME|FILE", nargs="?", default="",
        help=_("as colleagues read it; or a file with a key, - for standard input"))  # fmt: skip
    add("--role", metavar="ROLE", action="append", default=[], help=_("what the person works as"))
    add("--code", metavar="CODE", default="", help=_("short form of the name"))
    add("--remove", action="store_true", help=_("take the PIN away"))
    add("--revoke", metavar="FINGERPRINT", nargs="?", const="", default=None,
        help=_("let nobody in with this key any more, or with any of theirs"))  # fmt: skip
    add("--revoked", action="store_true", help=_("with the keys that were taken away"))
    add("--end", metavar="ID", default="", help=_("the session whose id begins so"))
    add("--everybody", action="store_true", help=_("sessions of all people, for leads"))
    add("--json", action="store_true", help=_("print one JSON document"))


def run(args: Namespace) -> int:
    """List the people, or change one and print them."""
    from csdesk.cli.opening import opened

    if args.step in ("key", "sessions"):
        from csdesk.cli import people_doors

        return people_doors.run(args)
    if args.step != "list" and not args.login:
        raise NotUnderstood("Say whose login: csdesk people {step} LOGIN.", step=args.step)
    roles = [_role(word) for each in args.role for word in each.split(",")]
    with opened(args, joins=args.step != "list") as desk:
        if args.step == "list":
            _put(args, [*desk.people.list()], [*desk.people.left()])
            return 0
        if args.step == "add":
            person = desk.people.add(
                args.login, args.name or args.login, roles or [Role.AGENT], code=args.code
            )
        elif args.step == "role":
            person = desk.people.give_roles(args.login, roles)
        elif args.step in ("pin", "unlock"):
            from csdesk.cli import pins

            pins.change(desk, args)
            person = desk.people.named(args.login)
        else:
            person = desk.people.off(args.login)
    record = _record(person, active=args.step != "off")
    output.put_answer(args.json, record, [record], lambda: _put(args, [person], []))
    return 0


def _role(word: str) -> str:
    """A role by its word in either language."""
    return meant(word, names_of(Role)) or word


def _record(person: Actor, *, active: bool) -> dict[str, Any]:
    return {
        "login": person.login,
        "name": person.name,
        "code": person.code,
        "roles": [role.value for role in Role if role in person.roles],
        "active": active,
    }


def _put(args: Namespace, here: list[Actor], left: list[Actor]) -> None:
    records = [_record(each, active=True) for each in here]
    records += [_record(each, active=False) for each in left]
    if args.json:
        output.put_document({"people": records})
    elif output.for_people():
        output.put_table(
            [
                Column(_("Login"), lambda p: p["login"]),
                Column(_("Name"), lambda p: p["name"], least=8),
                Column(_("Code"), lambda p: p["code"]),
                Column(_("Roles"), lambda p: ", ".join(named(Role(each)) for each in p["roles"])
                       if p["active"] else _("no longer here"), least=12),
            ],
            records,
        )  # fmt: skip
    else:
        output.put_tabbed(record | {"roles": ",".join(record["roles"])} for record in records)
