"""Lists of orders that leave the desk: masked, counted, marked, logged, taken away again (F71)."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Iterator, Sequence
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Literal
from uuid import uuid4
from zoneinfo import ZoneInfo

from csdesk.model.desk import Actor
from csdesk.model.errors import Refused
from csdesk.model.found import OrderRow
from csdesk.model.privacy import ExportFile
from csdesk.model.roles import Action, Role
from csdesk.model.settings import DeskSettings
from csdesk.rules.kept_words import kept_words
from csdesk.rules.permissions import may
from csdesk.services.acting import Act, Acting, as_known
from csdesk.services.spreadsheets import EXPORTS, Sheet, write_csv, write_workbook
from csdesk.store import personal
from csdesk.store.engine import Store
from csdesk.words import N_, _, amount, named

if TYPE_CHECKING:
    from csdesk.model.sorting import Place
    from csdesk.services.orders import Orders

Form = Literal["csv", "xlsx"]

WRITTEN, GONE = "export.written", "export.gone"
_HOUR = 3_600
_UNFINISHED = (".", "openpyxl.")
"""How the names of files begin that are being written, also by the library for workbooks."""
_AT_ONCE = 500
_LONGEST = 200


class Exports:
    """Writing what a search finds into a file of exports/, whose name the desk makes."""

    def __init__(self, store: Store, settings: DeskSettings, actor: Actor, orders: Orders) -> None:
        self._store = store
        self._settings = settings
        self._actor = actor
        self._acting = Acting(store, actor)
        self._orders = orders
        self._zone = ZoneInfo(settings.zone)

    @property
    def folder(self) -> Path:
        """Where the files lie."""
        return self._store.path.parent / EXPORTS

    def most(self) -> int:
        """How many orders the person may take out of the desk at once."""
        privacy, roles = self._settings.privacy, self._acting.known().roles
        return privacy.export_rows_lead if Role.LEAD in roles else privacy.export_rows

    def write(self, query: str, reason: str, form: Form = "csv") -> ExportFile:
        """Write what a search finds, as the person sees it: buyers masked.

        Args:
            query: of the search language.
            reason: in words.
            form: of the file.

        Returns:
            The file, which only the desk's owner can read, and until when it is there.

        Raises:
            NotAllowed: the person may not; that is logged.
            NotUnderstood: the query has a word that means nothing.
            Refused: no reason is given, nothing or too much is found, or the disk does not take
                the file.
        """
        why = kept_words(reason, _LONGEST, missing=N_("Say what the list is for."))
        self._acting.check(Action.EXPORT)
        self.take_away()
        rows = list(self._found(query))
        if not rows:
            raise Refused("No order matches; there is nothing to write.")
        name = f"orders-{self._now():%Y%m%d-%H%M%S}-{uuid4().hex[:8]}.{form}"
        unfinished = self.folder / f".{name}.part"
        try:
            self._put(unfinished, rows, name, form)
            with self._acting.change(Action.EXPORT, undoable=False) as act:
                note(act, self._settings, unfinished, len(rows), why, name)
                unfinished.replace(self.folder / name)
                return personal.exports(act.connection, act.actor.login, limit=1)[0]
        except OSError as fault:
            raise Refused(
                "{file} cannot be written ({cause}).", file=name, cause=fault.strerror or fault
            ) from fault
        finally:
            with suppress(OSError):
                unfinished.unlink(missing_ok=True)

    def list(self) -> tuple[ExportFile, ...]:
        """What left the desk, the newest first; of others than oneself leads alone are told."""
        with self._store.read() as c:
            who = as_known(c, self._actor)
            return personal.exports(c, "" if may(who.roles, Action.PRIVACY) else who.login)

    def take_away(self) -> int:
        """Take away the files whose time is over; see ``take_away``."""
        return take_away(self._store, self._actor)

    def _found(self, query: str) -> Iterator[OrderRow]:
        """What the search finds.

        Raises:
            Refused: more than the person may take out at once.
        """
        most, n = self.most(), 0
        below: Place | None = None
        while True:
            page = self._orders.search(query, limit=_AT_ONCE, below=below)
            for row in page.rows:
                if (n := n + 1) > most:
                    raise Refused(
                        "The search finds more than {most} orders, which is the most that you may"
                        " take out at once. Narrow it, for instance by days.", most=most,
                    )  # fmt: skip
                yield row
            if not page.more_after or not page.rows:
                return
            below = page.rows[-1].place

    def _put(self, path: Path, rows: Sequence[OrderRow], name: str, form: Form) -> None:
        table, head = [self._row(row) for row in rows], _heads()
        last = mark(name, len(rows), self._actor, self._now())
        sheet = Sheet(_("orders"), head, [*table, [last, *[""] * (len(head) - 1)]])
        if form == "csv":
            write_csv(path, sheet)
        else:
            write_workbook(path, [sheet])

    def _row(self, row: OrderRow) -> Sequence[str | int]:
        return [
            row.order_no, row.market_no, row.shop, self._at(row.placed_at), self._at(row.paid_at),
            row.name, row.phone, row.account, row.province, row.city, named(row.order_status),
            named(row.payment_status), amount(row.total, row.currency), row.currency, row.carrier,
            row.tracking_no, row.title,
        ]  # fmt: skip

    def _at(self, moment: datetime | None) -> str:
        return f"{moment.astimezone(self._zone):%Y-%m-%d %H:%M:%S}" if moment else ""

    def _now(self) -> datetime:
        return datetime.now(self._zone)


def _heads() -> tuple[str, ...]:
    return (
        _("order no."), _("market number"), _("shop"), _("placed"), _("paid at"), _("name"),
        _("phone"), _("account"), _("province"), _("city"), _("status"), _("payment"),
        _("amount"), _("currency"), _("carrier"), _("tracking number"), _("goods"),
    )  # fmt: skip


def mark(file: str, count: int, who: Actor, at: datetime) -> str:
    """What the last row of a file says: which it is, of how many orders, for whom and when."""
    return _("csdesk {file}: {n} orders for {who}, {time}; buyers masked").format(
        file=file, n=count, who=f"{who.name} ({who.login})", time=f"{at:%Y-%m-%d %H:%M:%S}"
    )


def note(
    act: Act, settings: DeskSettings, path: Path, count: int, why: str, name: str = ""
) -> None:
    """Note a file with what it holds, so that its time ends.

    Args:
        act: in whose name.
        settings: tell how long it stays.
        path: where it lies, whole.
        count: orders in it.
        why: what it is for.
        name: what it will be called; as it is by default.

    Raises:
        OSError: it cannot be read.
    """
    with path.open("rb") as file:
        sha256 = hashlib.file_digest(file, "sha256").hexdigest()
    at, called = int(time.time()), name or path.name
    until = at + settings.privacy.export_hours * _HOUR
    personal.note_export(
        act.connection,
        {"file": called, "login": act.actor.login, "at": at, "rows": count, "sha256": sha256,
         "until": until, "gone_at": None},
    )  # fmt: skip
    told = {"file": called, "orders": count, "sha256": sha256, "reason": why}
    act.log(WRITTEN, after=told, personal=False)


def forget(act: Act, name: str) -> None:
    """Note that a file was written anew or taken away before its time."""
    for export_id in personal.exports_called(act.connection, name):
        personal.export_gone(act.connection, export_id, int(time.time()))


def take_away(store: Store, actor: Actor) -> int:
    """Take away the exports whose time is over; how many there were.

    It takes no right: whoever exports does it for all, and so does the importer once a day.

    Args:
        store: the desk's.
        actor: in whose name it is noted.
    """
    folder = store.path.parent / EXPORTS
    _sweep(folder)
    with store.read() as c:
        over = personal.exports_over(c, int(time.time()))
    if not over:
        return 0
    with store.change() as c:
        act = Act(c, as_known(c, actor))
        for export_id, file in over:
            try:
                (folder / Path(file).name).unlink(missing_ok=True)
            except OSError:
                continue  # tried again the next time
            personal.export_gone(c, export_id, int(time.time()))
            act.log(GONE, after={"file": file}, personal=False)
    return len(over)


def _sweep(folder: Path) -> None:
    """Take away what was begun there and never finished, since somebody died while writing."""
    with suppress(OSError):
        for path in folder.iterdir():
            begun = path.name.startswith(_UNFINISHED) and path.is_file()
            if begun and path.stat().st_mtime < time.time() - _HOUR:
                path.unlink()
