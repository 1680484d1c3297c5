"""``csdesk search``: the search language of design §9 on the command line."""

from __future__ import annotations

import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from csdesk.cli import output
from csdesk.cli.output import Column
from csdesk.cli.parsing import whole_number
from csdesk.cli.records import order_record
from csdesk.model.orders import OrderRow, Page
from csdesk.model.sorting import Place
from csdesk.words import _, money, named, ngettext, when_short

if TYPE_CHECKING:
    from csdesk.services.desk import Desk

AT_A_TIME = 200
"""Orders asked for in one question."""

LONGEST_QUERY = 10_000


def description() -> str:
    """What the command is for."""
    return _(
        "Find orders, newest first, by words and fields (name: status: pay: after: ...).\n"
        "An empty query lists all. The query - is read from standard input, because\n"
        "others on this computer can see arguments. After -- a query may begin with -."
    )


def arguments(parser: ArgumentParser) -> None:
    """Declare the arguments."""
    parser.add_argument("query", nargs="*", metavar="QUERY", help=_("what to find"))
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
        zone = desk.settings.zone
        pages = _pages(desk, query, args.limit)
        if args.json:
            found = list(pages)
            count = desk.orders.count(query)
            output.put_document(
                {
                    "query": query,
                    "total": count.total,
                    "total_is_exact": count.exact,
                    "elapsed_ms": round(sum(page.elapsed_ms for page in found), 3),
                    "orders": [order_record(row, zone) for page in found for row in page.rows],
                }
            )
        elif output.for_people():
            rows = [row for page in pages for row in page.rows]
            count = desk.orders.count(query)
            output.put_table(_columns(zone), rows)
            output.put()
            total = ngettext("{total:,} order", "{total:,} orders", count.total)
            if not count.exact:
                total = _("more than {total:,} orders")
            output.put(total.format(total=count.total))
        else:
            output.put_tabbed(order_record(row, zone) for page in pages for row in page.rows)
    return 0


def given_text(longest: int) -> str:
    """What stands on standard input, without blanks around it."""
    if sys.stdin is None:
        return ""
    return sys.stdin.buffer.read(longest * 4).decode("utf-8", "replace").strip()


def _pages(desk: Desk, query: str, limit: int) -> Iterator[Page]:
    """Pages of a result until there are ``limit`` orders."""
    below: Place | None = None
    while limit > 0:
        page = desk.orders.search(query, limit=min(limit, AT_A_TIME), below=below)
        yield page
        limit -= len(page.rows)
        if not page.rows or not page.more_after:
            return
        below = page.rows[-1].place


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
