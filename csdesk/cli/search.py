"""``csdesk search``: the search language of design §9 on the command line."""

from __future__ import annotations

import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from csdesk.cli import output
from csdesk.cli.output import Column
from csdesk.cli.records import order_record
from csdesk.model.counting import whole_number
from csdesk.model.errors import Refused
from csdesk.model.found import OrderRow, Page
from csdesk.model.sorting import Place
from csdesk.words import _, money, named, ngettext, sorted_how, when_short

if TYPE_CHECKING:
    from csdesk.services.desk import Desk

AT_A_TIME, AT_A_TIME_SORTED = 200, 10_000
"""Orders asked for in one question; where each page of a list is sorted anew, fewer questions."""

LONGEST_QUERY = 10_000


def description() -> str:
    """What the command is for."""
    return _(
        "Find orders, newest first, by words and fields (name: status: pay: after: ...).\n"
        "sort:oldest, amount, paid or name has them stand in another order. An empty query\n"
        "lists all. The query - is read from standard input, because others on this\n"
        "computer can see arguments. After -- a query may begin with -."
    )


def arguments(parser: ArgumentParser) -> None:
    """Declare the arguments."""
    parser.add_argument("query", nargs="*", metavar="QUERY", help=_("what to find"))
    parser.add_argument("--saved", metavar="NAME", default="",
                        help=_("what a saved search finds; a query narrows it"))  # fmt: skip
    parser.add_argument("--limit", metavar="N", type=whole_number, default=50,
                        help=_("how many orders at most (50)"))  # fmt: skip
    parser.add_argument("--json", action="store_true", help=_("print one JSON document"))


def run(args: Namespace) -> int:
    """Print the orders that match."""
    from csdesk.cli.opening import opened

    query = " ".join(args.query)
    if query.strip() == "-":
        query = given_text(LONGEST_QUERY)
    with opened(args) as desk:
        if args.saved:
            query = f"{desk.saved.find(args.saved).query} {query}".strip()
        if args.limit > (most := desk.exports.most()):
            raise Refused(
                "A search prints {most} orders of yours at most. Narrow it, for instance by days.",
                most=most,
            )
        zone = desk.settings.zone
        pages = _pages(desk, query, args.limit)
        if not args.json and not output.for_people():
            first = next(pages, None)
            rest = (page for each in ((first,) if first else (), pages) for page in each)
            output.put_tabbed(order_record(row, zone) for page in rest for row in page.rows)
            if first and first.sorted_of:
                print(sorted_how(first.sort, first.sorted_of), file=sys.stderr)
            return 0
        found = list(pages)
        rows = [row for page in found for row in page.rows]
        count = desk.orders.count(query)
        if args.json:
            output.put_document(
                {
                    "query": query,
                    "total": count.total,
                    "total_is_exact": count.exact,
                    "sort": found[0].sort.value,
                    "sorted_of": found[0].sorted_of,
                    "elapsed_ms": round(sum(page.elapsed_ms for page in found), 3),
                    "orders": [order_record(row, zone) for row in rows],
                }
            )
            return 0
        output.put_table(_columns(zone), rows)
        output.put()
        total = ngettext("{total:,} order", "{total:,} orders", count.total)
        if not count.exact:
            total = _("more than {total:,} orders")
        how = sorted_how(found[0].sort, found[0].sorted_of)
        output.put("   ".join(filter(None, [total.format(total=count.total), how])))
    return 0


def given_text(longest: int) -> str:
    """What stands on standard input, without blanks around it."""
    if sys.stdin is None:
        return ""
    return sys.stdin.buffer.read(longest * 4).decode("utf-8", "replace").strip()


def _pages(desk: Desk, query: str, limit: int) -> Iterator[Page]:
    """Pages of a result until there are ``limit`` orders."""
    below: Place | None = None
    at_a_time = AT_A_TIME
    while limit > 0:
        page = desk.orders.search(query, limit=min(limit, at_a_time), below=below)
        yield page
        limit -= len(page.rows)
        if not page.rows or not page.more_after:
            return
        below = page.rows[-1].place
        at_a_time = AT_A_TIME if page.sort.by_time else AT_A_TIME_SORTED


def _columns(zone: str) -> list[Column]:
    now = datetime.now(UTC)
    return [
        Column(_("order"), lambda row: row.order_no),
        Column(_("placed"), lambda row: when_short(row.placed_at, zone, now)),
        Column(_("name"), _who, least=8),
        Column(_("status"), lambda row: named(row.order_status), least=12),
        Column(_("payment"), lambda row: named(row.payment_status), least=8),
        Column(_("total"), lambda row: money(row.total, row.currency), right=True),
        Column(_("remarks"), remark_counts),
        Column(_("tracking number"), lambda row: row.tracking_no),
        Column(_("goods"), lambda row: row.title, least=12),
    ]


def _who(row: OrderRow) -> str:
    name = row.name or row.nick or row.account
    return _("[black]") + " " + name if row.blacklisted else name


def remark_counts(row: OrderRow) -> str:
    """How many remarks in the three tabs: ``1/0/2``; nothing where there are none."""
    counts = row.remarks
    told = f"{counts.internal}/{counts.finance}/{counts.shipping}"
    return "" if told == "0/0/0" else told
