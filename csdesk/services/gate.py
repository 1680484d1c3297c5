"""The review gate itself: approving, holding, marking as wrong, releasing (S29, S44, S45)."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence

from csdesk.model.changes import Changed
from csdesk.model.desk import Actor
from csdesk.model.errors import Refused
from csdesk.model.intake import Value
from csdesk.model.review import Cell, Checked, MarkedRow
from csdesk.model.roles import Action
from csdesk.model.settings import DeskSettings
from csdesk.model.status import OrderStatus, Tab
from csdesk.plain import plain
from csdesk.rules.kept_words import kept_words
from csdesk.rules.review import MONEY_CAME
from csdesk.rules.review_cells import rows_of
from csdesk.services.acknowledging import check_queue
from csdesk.services.acting import Act, Acting
from csdesk.services.judging import in_words, judged
from csdesk.services.marked import write_tables
from csdesk.services.remark_writing import put_remark, put_remarks
from csdesk.store import review, stops
from csdesk.store.changing import Rewrite, Standing, standing
from csdesk.store.engine import Store
from csdesk.words import N_

MOST_AT_ONCE = 1_000
"""Orders that one bulk approval takes: it holds up everybody who writes for as long as it takes."""

REASON_LIMIT = 200
"""Characters of a reason."""

_CAN_BE_HELD = (
    OrderStatus.AWAITING_PAYMENT, OrderStatus.AWAITING_REVIEW, OrderStatus.APPROVED,
    OrderStatus.PARTLY_SHIPPED,
)  # fmt: skip
_SHIPPING_HAS_IT = (OrderStatus.APPROVED, OrderStatus.PARTLY_SHIPPED)

PROBLEM = "【审核问题 review problem】"
HOLD, GO_ON = "【暂停发货 HOLD】", "【继续发货 go on】"
"""What stands before remarks that are written by themselves; kept text, so in both languages."""

_MEANWHILE = N_("changed meanwhile")
_GONE = N_("it is not there any more")


class Gate:
    """Deciding about orders; every rule is held here, whoever calls."""

    def __init__(self, store: Store, settings: DeskSettings, actor: Actor) -> None:
        self._store = store
        self._settings = settings
        self._actor = actor
        self._acting = Acting(store, actor)

    def reasons(self) -> tuple[str, ...]:
        """Why orders are held, by number."""
        return self._settings.review.hold_reasons

    def approve(self, number: str, seen: int | None = None, client_id: str = "") -> Changed:
        """Let one order pass; its moment of approval is kept (S21, W5).

        Whoever approves an order that failed a check decides so; the log tells which checks.

        Args:
            number: any of its numbers.
            seen: the version that the person had before their eyes; None where nobody looked.
            client_id: made by the front end; sent twice it is done once.

        Raises:
            NotFound: it is not imported.
            Refused: it does not await review, or is not paid; or critical items of the shift
                before wait to be acknowledged.
            Conflict: it was changed since ``seen``.
            NotAllowed: the person has no right to.
        """
        with self._acting.change(Action.REVIEW, number) as act:
            now, sent = act.order_once(number, seen, client_id)
            if sent:
                return _changed(now)
            check_queue(act.connection, act.actor)
            check_approval(now)
            failed = judged(act.connection, self._settings, [now.id])[now.id].failed
            despite = {"despite": [each.check.value for each in failed]} if failed else {}
            act.write("order.approve", [approval(now)], client_id=client_id, **despite)
            return _after(act, now)

    def hold(
        self, number: str, reason: str, seen: int | None = None, client_id: str = ""
    ) -> Changed:
        """Stop an order; where shipping may have it, they are told by a remark (F13).

        Args:
            number: any of its numbers.
            reason: in words, or the number of one of ``reasons``.
            seen: the version that the person had before their eyes; None where nobody looked.
            client_id: made by the front end; sent twice it is done once.

        Raises:
            NotFound, Conflict, NotAllowed: as for ``approve``.
            Refused: it has left, has come to its end, is held already, or there is no reason.
        """
        reason = self.reason(reason)
        with self._acting.change(Action.REVIEW, number) as act:
            now, sent = act.order_once(number, seen, client_id)
            if sent:
                return _changed(now)
            put_on_hold(act, "order.hold", [now], reason, client_id)
            return _after(act, now)

    def problem(
        self, number: str, reason: str, seen: int | None = None, client_id: str = ""
    ) -> Changed:
        """Hold an order with an error: its rows go into their files' marked tables (S44, W6).

        An internal remark tells import and row. Arguments and errors are those of ``hold``.

        Raises:
            Refused: besides, the marked table could not be written; all else is done.
        """
        reason = self.reason(reason)
        with self._acting.change(Action.REVIEW, number) as act:
            now, sent = act.order_once(number, seen, client_id)
            if sent:
                return _changed(now)
            failed = judged(act.connection, self._settings, [now.id], cells=True)[now.id].failed
            told = review.told(act.connection, [now.id]).get(now.id, [])
            rows = _rows_to_mark(failed, told, now, reason, act.actor.login)
            put_on_hold(act, "order.problem", [now], reason, client_id)
            review.mark(act.connection, now.id, rows)
            put_remark(act, now.id, now.order_no, Tab.INTERNAL, _remark(reason, failed, rows, told))
            changed = _after(act, now)
        write_tables(self._store, self._settings, self._actor, {batch_id for batch_id, _ in rows})
        return changed

    def release(self, number: str, seen: int | None = None, client_id: str = "") -> Changed:
        """Let a held order go on where it was; shipping is told where they had it.

        Raises:
            NotFound, Conflict, NotAllowed: as for ``approve``.
            Refused: it is not held.
        """
        with self._acting.change(Action.REVIEW, number) as act:
            now, sent = act.order_once(number, seen, client_id)
            if sent:
                return _changed(now)
            let_go_on(act, [now], client_id)
            return _after(act, now)

    def reason(self, text: str) -> str:
        """A reason as it is kept.

        Raises:
            Refused: there is none, or it is too long.
        """
        reason = " ".join(plain(text).split())
        known = self.reasons()
        if reason.isdecimal() and reason.isascii():
            if not 1 <= int(reason[:9]) <= len(known):
                raise Refused(
                    "There is no reason {n}; there are {most}.", n=reason, most=len(known)
                )
            return known[int(reason) - 1]
        return kept_words(text, REASON_LIMIT, missing=N_("Say why the order is held."))


def put_on_hold(
    act: Act, kind: str, orders: Sequence[Standing], reason: str, client_id: str = ""
) -> None:
    """Hold orders as part of a change; shipping is told of those that it may have.

    Raises:
        Refused: as ``check_hold``.
    """
    for each in orders:
        check_hold(each)
    values = {"order_status": OrderStatus.HELD.value, "hold_reason": reason}
    act.write(kind, [Rewrite(each, values) for each in orders], client_id=client_id)
    there = [(each.id, each.order_no) for each in orders
             if each.order["order_status"] in _SHIPPING_HAS_IT]  # fmt: skip
    asked = put_remarks(act, there, Tab.SHIPPING, f"{HOLD} {reason}")
    stops.ask(act.connection, [(ask, key) for ask, (key, _) in zip(asked, there, strict=True)])


def let_go_on(act: Act, orders: Sequence[Standing], client_id: str = "") -> None:
    """Release held orders as part of a change; shipping is told of those that it had.

    Raises:
        Refused: as ``check_release``.
    """
    for each in orders:
        check_release(each)
    keys = [each.id for each in orders]
    before = review.statuses_before_hold(act.connection, keys)
    left = stops.left_at(act.connection, keys)
    onward = [(each, _status_after(each, before.get(each.id, ""), left.get(each.id)))
              for each in orders]  # fmt: skip
    new = [Rewrite(each, {"hold_reason": "", **_released(each, status, left.get(each.id))})
           for each, status in onward]  # fmt: skip
    act.write("order.release", new, client_id=client_id)
    there = [(each.id, each.order_no) for each, status in onward if status in _SHIPPING_HAS_IT]
    put_remarks(act, there, Tab.SHIPPING, GO_ON)


def check_approval(now: Standing) -> None:
    """Whether an order can pass.

    Raises:
        Refused: it does not await review, or is not paid.
    """
    status, payment = OrderStatus(now.order["order_status"]), now.order["payment_status"]
    if status is not OrderStatus.AWAITING_REVIEW:
        raise Refused(
            "{number} does not await review: it is {status}.",
            number=now.order_no, status=status,
        )  # fmt: skip
    if payment not in MONEY_CAME:
        raise Refused("{number} is not paid: it is not approved.", number=now.order_no)


def check_hold(now: Standing) -> None:
    """Whether an order can be held.

    Raises:
        Refused: it is held already, has left, or has come to its end.
    """
    status = OrderStatus(now.order["order_status"])
    if status is OrderStatus.HELD:
        raise Refused(
            "{number} is held already: {reason}",
            number=now.order_no, reason=now.order["hold_reason"] or "-",
        )  # fmt: skip
    if status not in _CAN_BE_HELD:
        raise Refused(
            "{number} is {status}; it can no longer be held.",
            number=now.order_no, status=status,
        )  # fmt: skip


def check_release(now: Standing) -> None:
    """Whether an order can go on.

    Raises:
        Refused: it is not held.
    """
    if now.order["order_status"] != OrderStatus.HELD:
        raise Refused("{number} is not held.", number=now.order_no)


def approval(now: Standing) -> Rewrite:
    """What letting an order pass writes."""
    status = OrderStatus.APPROVED.value
    return Rewrite(now, {"order_status": status, "approved_at": int(time.time())})


def _changed(now: Standing) -> Changed:
    return Changed(now.order_no, OrderStatus(now.order["order_status"]), now.version)


def _after(act: Act, now: Standing) -> Changed:
    """The order as the change left it, remarks that were written by themselves included."""
    return _changed(standing(act.connection, [now.id])[now.id])


def _status_after(now: Standing, before: str, left_at: int | None) -> OrderStatus:
    """What a held order goes on as: what it was before, as far as that can be told.

    One that shipping could not stop any more has left; of one that had left in part, a part more.
    """
    if left_at is not None:
        part = before == OrderStatus.PARTLY_SHIPPED
        return OrderStatus.PARTLY_SHIPPED if part else OrderStatus.SHIPPED
    if before not in _CAN_BE_HELD:
        before = OrderStatus.APPROVED if now.order["approved_at"] is not None else ""
    if before and before != OrderStatus.AWAITING_PAYMENT:
        return OrderStatus(before)
    paid = now.order["payment_status"] in MONEY_CAME  # perhaps while it was held
    return OrderStatus.AWAITING_REVIEW if paid else OrderStatus.AWAITING_PAYMENT


def _released(now: Standing, status: OrderStatus, left_at: int | None) -> dict[str, Value]:
    """What a held order becomes; of one that has left, since when."""
    values: dict[str, Value] = {"order_status": status.value}
    if status is OrderStatus.SHIPPED and now.order["shipped_at"] is None:
        values["shipped_at"] = left_at
    return values


def _rows_to_mark(
    failed: Sequence[Checked],
    told: Sequence[review.Told],
    now: Standing,
    reason: str,
    login: str,
) -> list[tuple[int, MarkedRow]]:
    """The rows with cells that failed; the order's own row where none did, with nothing marked."""
    marks: dict[tuple[int, int], list[Cell]] = {}
    for check in failed:
        for cell in check.cells:
            marks.setdefault((cell.batch_id, cell.row), []).append(cell)
    if not marks and told:
        own = next((each for each in told if each.batch_id == now.order["batch_id"]), told[0])
        marks[own.batch_id, own.row_no] = []
    at, problem, rows = int(time.time()), in_words(failed), _rows(told)
    return [
        (batch_id, MarkedRow(row, now.order_no, reason, problem, login, at,
                             tuple(rows.get((batch_id, row), ())),
                             tuple(sorted({cell.place for cell in cells}))))
        for (batch_id, row), cells in marks.items()
    ]  # fmt: skip


def _rows(told: Sequence[review.Told]) -> Mapping[tuple[int, int], list[str]]:
    """The cells of every row, by file and row number; of older tellings the newer one counts."""
    return {
        (each.batch_id, each.row_no + n): cells
        for each in reversed(told)
        for n, cells in enumerate(rows_of(each.raw))
    }


def _remark(
    reason: str,
    failed: Sequence[Checked],
    rows: Sequence[tuple[int, MarkedRow]],
    told: Sequence[review.Told],
) -> str:
    """The internal remark: why, in which import and row, and what failed."""
    files = {each.batch_id: each.file for each in told}
    where = [f"#{batch} {plain(files.get(batch, ''))} 行 row {row.row}" for batch, row in rows]
    return "\n".join(filter(None, [f"{PROBLEM}{reason}", *where, in_words(failed)]))
