"""``csdesk saved``: searches kept under names, with how many orders they find (design §9, F2)."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from collections.abc import Iterator
from typing import TYPE_CHECKING

from csdesk.cli import output
from csdesk.cli.output import Column
from csdesk.model.errors import NotUnderstood
from csdesk.words import _, say

if TYPE_CHECKING:
    from csdesk.model.searches import SavedSearch
    from csdesk.services.desk import Desk

_STEPS = ("list", "save", "remove")

Record = dict[str, object]


def description() -> str:
    """What the command is for."""
    return _(
        "Show, save or remove searches that are kept under names.\n"
        "  saved list                  all of them, with how many orders they find\n"
        "  saved save NAME QUERY       keep a search\n"
        "  saved remove NAME           keep it no longer\n"
        "`csdesk search --saved NAME` searches for one. The query - is read from standard\n"
        "input. After -- a query may begin with -."
    )


def arguments(parser: ArgumentParser) -> None:
    """Declare the arguments."""
    add = parser.add_argument
    add("step", metavar="list|save|remove", nargs="?", default="list", choices=_STEPS)
    add("name", metavar="NAME", nargs="?", default="", help=_("what the search is called"))
    add("query", metavar="QUERY", nargs="*", help=_("what to find"))
    add("--shared", action="store_true", help=_("for everybody, not only for yourself"))
    add("--replace", action="store_true", help=_("in place of the one that has the name"))
    add("--json", action="store_true", help=_("print one JSON document"))


def run(args: Namespace) -> int:
    """List the saved searches, or save or remove one and print it."""
    from csdesk.cli.opening import opened

    if args.step == "list":
        if args.name:
            raise NotUnderstood("`csdesk saved list` takes no name.")
        with opened(args) as desk:
            _put_list(args, list(_records(desk)))
        return 0
    if not args.name:
        raise NotUnderstood("Say which search: csdesk saved {step} NAME.", step=args.step)
    with opened(args, joins=True) as desk:
        if args.step == "save":
            kept = desk.saved.save(
                args.name, _query(args.query), shared=args.shared, replace=args.replace
            )
        else:
            if args.query:
                raise NotUnderstood("`csdesk saved remove` takes a name only; quote its blanks.")
            kept = desk.saved.find(args.name, shared=args.shared or None)
            desk.saved.remove(kept.id)
    told = _("Saved: {name}") if args.step == "save" else _("Removed: {name}")
    output.put_receipt(args.json, _record(kept), told.format(name=kept.name))
    return 0


def _query(words: list[str]) -> str:
    from csdesk.cli.search import LONGEST_QUERY, given_text

    query = " ".join(words)
    return given_text(LONGEST_QUERY) if query.strip() == "-" else query


def _records(desk: Desk) -> Iterator[Record]:
    for search in desk.saved.list():
        try:
            count = desk.saved.count(search)
        except NotUnderstood as error:
            told: Record = {"total": None, "total_is_exact": None, "fault": say(error)}
        else:
            told = {"total": count.total, "total_is_exact": count.exact, "fault": ""}
        yield _record(search) | told


def _record(search: SavedSearch) -> Record:
    return {
        "name": search.name,
        "query": search.query,
        "shared": search.shared,
        "author": search.author,
    }


def _put_list(args: Namespace, records: list[Record]) -> None:
    def show() -> None:
        output.put_table(_columns(), records, _("No search is saved yet."))

    output.put_answer(args.json, {"searches": records}, records, show)


def _columns() -> list[Column]:
    return [
        Column(_("saved as"), lambda each: each["name"]),
        Column(_("orders"), _orders, right=True),
        Column(_("for all"), lambda each: each["author"] if each["shared"] else ""),
        Column(_("search"), lambda each: each["fault"] or each["query"], least=20),
    ]


def _orders(record: Record) -> str:
    if record["total"] is None:
        return "?"
    return f"{record['total']:,}{'' if record['total_is_exact'] else '+'}"
