"""Approved-order files for shipping, one import at a time, counted against the approvals (S46)."""

from __future__ import annotations

import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import uuid4
from zoneinfo import ZoneInfo

from csdesk.model.desk import Actor
from csdesk.model.downloads import Download, Ready
from csdesk.model.errors import Conflict, NotFound, Refused
from csdesk.model.roles import Action
from csdesk.model.settings import DeskSettings
from csdesk.model.status import Flag
from csdesk.plain import plain
from csdesk.rules.download_names import download_name, ordinal_of
from csdesk.services.acting import Act, Acting
from csdesk.services.spreadsheets import (
    EXPORTS,
    Sheet,
    file_name,
    rows_in,
    write_csv,
    write_workbook,
)
from csdesk.store import batches, downloads
from csdesk.store.engine import Store
from csdesk.words import _, amount, named

if TYPE_CHECKING:
    from sqlalchemy import Connection

_NEWEST = 60
"""Imports that are looked through for approved orders that stand in no file."""

_TRIES = 5


@dataclass(frozen=True, slots=True)
class _Plan:
    """A file that is to be written."""

    batch_id: int
    name: str
    """What the manual calls it."""
    file: str
    """The same, with the number of the part where there are several."""
    orders: tuple[int, ...]
    versions: tuple[int, ...] = ()
    """Of the orders: what was written is what stands there when the file is noted."""


class Downloads:
    """Writing approved-order files. An order stands in one of them, so that it is shipped once."""

    def __init__(self, store: Store, settings: DeskSettings, actor: Actor) -> None:
        self._store = store
        self._settings = settings
        self._acting = Acting(store, actor)
        self._zone = ZoneInfo(settings.zone)

    @property
    def folder(self) -> Path:
        """Where the files lie."""
        return self._store.path.parent / EXPORTS

    def ready(self) -> tuple[Ready, ...]:
        """Newest imports with approved orders that stand in no file yet, the newest first."""
        with self._store.read() as c:
            newest = [batch.id for batch in batches.newest(c, _NEWEST)]
            counted = downloads.counts(c, newest)
            return tuple(
                Ready(batch_id, plan.file, counted[batch_id][0], counted[batch_id][2],
                      len(plan.orders))
                for batch_id in downloads.unwritten(c, newest)
                if (plan := self._plan(c, batch_id)).orders
            )  # fmt: skip

    def download(self, batch_id: int, client_id: str = "") -> Download:
        """Write the approved orders of an import that stand in no file yet (W8).

        CSV and a workbook of the same name. Where nothing was approved since the last file, that
        one is told again, and written anew if it is gone.

        Args:
            batch_id: of the import; of a pair either half.
            client_id: made by the front end; sent twice it is done once, and the second time
                tells the file of the first.

        Raises:
            NotFound: there is no such import.
            Refused: no order of it is approved, or the disk does not take the file.
            NotAllowed: the person has no right to.
        """
        self._acting.check(Action.DOWNLOAD)
        for _try in range(_TRIES):
            with self._store.read() as c:
                sent = downloads.sent_as(c, client_id)
                plan = self._plan(c, sent.batch_id if sent else batch_id)
                last = downloads.files(c, plan.batch_id)
            if sent:
                return self._again(plan, [each for each in last if each[1] == sent.file])
            if not plan.orders:
                return self._again(plan, last)
            written = self._write(plan)
            try:
                if self._keep(plan, written, client_id):
                    return self._receipt(plan.batch_id, plan.file, len(plan.orders), fresh=True)
            finally:
                for path in written:
                    path.unlink(missing_ok=True)
        raise Conflict("Others approve orders of this import just now. Try again.")

    def _keep(self, plan: _Plan, written: Sequence[Path], client_id: str) -> bool:
        """Note the file and put it in its place; false where others were faster, or it is noted."""
        with self._acting.change(Action.DOWNLOAD, undoable=False) as act:
            if act.sent(client_id) or self._plan(act.connection, plan.batch_id) != plan:
                return False
            self._note(act, plan, client_id)
            # A crash from here on leaves a file that the next download overwrites.
            for path in written:
                self._move(path, self.folder / f"{plan.file}{path.suffix}")
        return True

    @staticmethod
    def _note(act: Act, plan: _Plan, client_id: str) -> None:
        at = int(time.time())
        downloads.add(act.connection, plan.batch_id, plan.name, plan.file, act.actor.login, at,
                      plan.orders)  # fmt: skip
        act.log(
            downloads.DOWNLOADED, batch_id=plan.batch_id, client_id=client_id, personal=False,
            after={"file": f"{plan.file}.csv", "orders": len(plan.orders)},
        )  # fmt: skip

    @staticmethod
    def _move(path: Path, to: Path) -> None:
        try:
            path.replace(to)
        except OSError as fault:
            raise _not_written(fault) from fault

    def _plan(self, connection: Connection, batch_id: int) -> _Plan:
        origin = downloads.origin(connection, batch_id)
        if origin is None:
            if batches.batch(connection, batch_id) is None:
                raise NotFound("There is no import {id}.", id=batch_id)
            raise Refused("Import {id} brought no orders.", id=batch_id)
        day = self._day(origin.day, origin.received_at)
        ordinal = ordinal_of(origin.ordinal, day, (self._day(*each) for each in origin.earlier))
        name = file_name(download_name(origin.site, day, ordinal))
        part = downloads.times_named(connection, name) + 1
        there = set(downloads.downloaded(connection, origin.batch_id))
        left = [key for key in downloads.approved(connection, origin.batch_id) if key not in there]
        file = name if part == 1 else f"{name}({part})"
        versions = downloads.versions(connection, left)
        return _Plan(origin.batch_id, name, file, tuple(left), tuple(versions))

    def _day(self, told: str, received_at: int) -> date:
        if told:
            return date.fromisoformat(told)
        return datetime.fromtimestamp(received_at, self._zone).date()

    def _again(self, plan: _Plan, files: Sequence[tuple[int, str]]) -> Download:
        """The last of these files of an import, written anew where it is gone."""
        if not files:
            raise Refused("No order of import {id} is approved yet.", id=plan.batch_id)
        download_id, file = files[-1]
        with self._store.read() as c:
            orders = tuple(downloads.orders_in(c, download_id))
        gone = [suffix for suffix in (".csv", ".xlsx")
                if not (self.folder / f"{file}{suffix}").exists()]  # fmt: skip
        if gone:
            for path in self._write(_Plan(plan.batch_id, plan.name, file, orders)):
                if path.suffix in gone:
                    self._move(path, self.folder / f"{file}{path.suffix}")
                path.unlink(missing_ok=True)
        return self._receipt(plan.batch_id, file, len(orders), fresh=False)

    def _receipt(self, batch_id: int, file: str, in_file: int, *, fresh: bool) -> Download:
        with self._store.read() as c:
            approved = set(downloads.approved(c, batch_id))
            written = set(downloads.downloaded(c, batch_id))
        try:
            counted = rows_in(self.folder / f"{file}.csv")
        except OSError as fault:
            raise _not_written(fault) from fault
        equal = approved == written and counted == in_file
        return Download(f"{file}.csv", counted, len(written), len(approved), equal, fresh)

    # --- what stands in it -------------------------------------------------------------------

    def _write(self, plan: _Plan) -> tuple[Path, ...]:
        """Write the file under names of its own, to be moved into its place."""
        with self._store.read() as c:
            parcels = downloads.parcels(c, plan.orders)
        orders = Sheet(_("orders"), _heads(), [self._row(each) for each in parcels])
        items = Sheet(_("items"), _item_heads(), [row for each in parcels for row in _items(each)])
        own = f".{plan.file}.{uuid4().hex}.part"
        csv, book = (self.folder / f"{own}{end}" for end in (".csv", ".xlsx"))
        try:
            write_csv(csv, orders)
            write_workbook(book, [orders, items])
        except OSError as fault:
            with suppress(OSError):
                csv.unlink(missing_ok=True)
            raise _not_written(fault) from fault
        return csv, book

    def _row(self, parcel: downloads.Parcel) -> list[str | int]:
        order, sold = parcel.order, parcel.lines
        goods = "; ".join(
            " ".join(filter(None, (line["sku"] or line["title"], line["attributes"],
                                   f"×{line['quantity']}")))
            for line in sold
        )  # fmt: skip
        flag = Flag(order["flag"])
        remarks = " | ".join(plain(each) for each in parcel.remarks)
        return [
            order["order_no"], order["market_no"], order["shop"], order["name"], order["phone"],
            order["province"], order["city"], order["district"], order["address"], order["zip"],
            order["country"], goods, sum(line["quantity"] for line in sold), order["carrier"],
            amount(order["total"], order["currency"]), order["currency"],
            self._at(order["paid_at"]), self._at(order["approved_at"]), order["buyer_message"],
            remarks, named(flag) if flag else "",
        ]  # fmt: skip

    def _at(self, seconds: int | None) -> str:
        if seconds is None:
            return ""
        return f"{datetime.fromtimestamp(seconds, self._zone):%Y-%m-%d %H:%M:%S}"


def _heads() -> tuple[str, ...]:
    return (
        _("order no."), _("market number"), _("shop"), _("name"), _("phone"), _("province"),
        _("city"), _("district"), _("address"), _("postcode"), _("country"), _("items"),
        _("pieces"), _("carrier"), _("amount"), _("currency"), _("paid at"), _("approved at"),
        _("buyer's message"), _("shipping remarks"), _("flag"),
    )  # fmt: skip


def _item_heads() -> tuple[str, ...]:
    return (_("order no."), _("line"), _("item number"), _("title"), _("attributes"), _("pieces"))


def _items(parcel: downloads.Parcel) -> list[list[str | int]]:
    return [
        [parcel.order["order_no"], line["line_no"], line["sku"], line["title"], line["attributes"],
         line["quantity"]]
        for line in parcel.lines
    ]  # fmt: skip


def _not_written(fault: OSError) -> Refused:
    return Refused(
        "The file could not be written to {folder}/: {cause}. Nothing was noted as downloaded.",
        folder=EXPORTS, cause=fault.strerror or fault,
    )  # fmt: skip
