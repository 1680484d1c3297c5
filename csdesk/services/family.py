"""Splitting orders, putting them together again, sending again (S12, S16, S17, F9, F11)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from csdesk.model.desk import Actor
from csdesk.model.errors import NeedsYes, Refused
from csdesk.model.family import Child, Chosen, Piece, Reshipped, Split
from csdesk.model.log import Event
from csdesk.model.roles import Action
from csdesk.model.settings import DeskSettings
from csdesk.model.status import OrderStatus, Tab
from csdesk.rules import family as rules
from csdesk.rules.family import Born
from csdesk.rules.kept_words import kept_words
from csdesk.rules.numbers import split as part_number
from csdesk.services.acting import Act, Acting
from csdesk.services.family_obstacles import (
    check_alone,
    check_claims_settled,
    check_no_claims,
    check_packing,
)
from csdesk.services.remark_writing import put_remark
from csdesk.store import call_orders, derived, purchasing
from csdesk.store.changing import Rewrite, Standing, standing
from csdesk.store.engine import Store
from csdesk.words import N_, tell

SPLIT, UNSPLIT, RESHIP = derived.SPLIT, "order.unsplit", "order.reship"
"""Kinds of the steps."""

RESHIP_REASONS = (
    "途中丢件 lost on the way",
    "到货破损 arrived broken",
    "发错货 wrong item sent",
    "漏发 item missing",
    "质量问题 faulty goods",
    "无法投递退回 came back undelivered",
)
"""Why something is sent again, where desk.toml names no others; kept text, so in both languages."""

_LONGEST_REASON = 200
_OF_PIECE = ("sku", "title", "attributes", "quantity", "unit_price")
_SPLIT = N_("{number} was split after approval: now {now}; {later} waits as {waits}.")
"""The shipping remark that the desk writes by itself."""

MOVED_ON = "拆分后平台状态变为 since it was split the market says"
"""Why an order that was put together again is held, before the market's word; kept text."""


class Family:
    """Making orders from others, and taking them back."""

    def __init__(self, store: Store, settings: DeskSettings, actor: Actor) -> None:
        self._store = store
        self._settings = settings
        self._actor = actor
        self._acting = Acting(store, actor)

    # Splitting

    def check_split(self, number: str) -> None:
        """Refuse what cannot be split however, before anybody is asked how; errors as ``split``."""
        self._acting.check(Action.EDIT, number)
        with self._store.read() as c:
            act = Act(c, self._actor)
            now = act.order(number)
            rules.check_splittable(now.order, now.lines)
            check_claims_settled(act, now)

    def preview(self, number: str, waits: Chosen) -> Split:
        """What ``split`` would make, without doing it; arguments and errors as there."""
        with self._store.read() as c:
            now = Act(c, self._actor).order(number)
            rules.check_split(now.order, now.lines, waits)
            parts = rules.halves(now.order, now.lines, waits)
            children = tuple(_child(part.values, part.lines) for part in parts)
            status = OrderStatus(now.order["order_status"])
            return Split(now.order_no, status, children, now.order["currency"])

    def split(
        self,
        number: str,
        waits: Chosen,
        *,
        again: bool = False,
        seen: int | None = None,
        client_id: str = "",
    ) -> Split:
        """Split an order into what ships now, ``OSP1-``, and what waits, ``OSP2-`` (C2).

        The original is superseded. Where it was approved, shipping is told by a remark.

        Args:
            number: any of the order's numbers.
            waits: line number -> pieces that can NOT be shipped (S16, S17).
            again: the person knows that shipping has the whole order in a file.
            seen: the version that the person had before their eyes.
            client_id: made by the front end; sent twice it is done once.

        Raises:
            NotFound: the order is not imported, or has no such line.
            NeedsYes: it stands in an approved-order file and was not stopped.
            Refused: it has left, is split, or one part would be empty; more is asked than a line
                has; or an open case is to pay money back on it.
            Conflict: somebody changed the order since ``seen``.
            NotAllowed: the person has no right to.
        """
        with self._acting.change(Action.EDIT, number) as act:
            now, sent = act.order_once(number, seen, client_id)
            if sent:
                return _told(act, now)
            rules.check_split(now.order, now.lines, waits)
            check_claims_settled(act, now)
            if not again:
                check_packing(act, now)
            parts = rules.halves(now.order, now.lines, waits)
            act.write(
                SPLIT, [Rewrite(now, {"order_status": OrderStatus.SPLIT, "hold_reason": ""})],
                client_id=client_id, made=[part.order_no for part in parts],
                market_status=now.order["market_status"],
            )  # fmt: skip
            for part in parts:
                made = bear(act, now, SPLIT, part)
                purchasing.inherit(act.connection, now.id, made.id)
                call_orders.inherit(act.connection, now.id, made.id)
            if OrderStatus(now.order["order_status"]) is OrderStatus.APPROVED:
                _tell_shipping(act, now, parts)
            return _told(act, now)

    def unsplit(self, number: str, *, seen: int | None = None, client_id: str = "") -> Split:
        """Put a split order together again, while nothing of it has left or was decided on.

        Args:
            number: any number of the order, or of one of its parts.
            seen: the version that the person had before their eyes.
            client_id: made by the front end; sent twice it is done once.

        Raises:
            NotFound: the order is not imported.
            Refused: it is not split; or a part has left, was approved, changed, downloaded, or
                has orders made from it; or a case pays money back on it.
            Conflict: somebody changed the order since ``seen``.
            NotAllowed: the person has no right to.
        """
        with self._acting.change(Action.EDIT, number, undoable=False) as act:
            now = act.order(number)
            sent = act.sent(client_id)
            now = now if sent else act.order(number, seen)
            original = _original(act, now)
            if not sent:
                join(act, original, UNSPLIT, client_id=client_id)
            return _told(act, act.order(original.order_no))

    # Sending again

    def reasons(self) -> tuple[str, ...]:
        """Why something may be sent again, in the order of the numbers."""
        return self._settings.reship_reasons or RESHIP_REASONS

    def reship(
        self,
        number: str,
        reason: str,
        chosen: Chosen | None = None,
        *,
        again: bool = False,
        seen: int | None = None,
        client_id: str = "",
    ) -> Reshipped:
        """Send lines of an order again: ``RE``, then ``RE2``, awaiting review (S12, C3).

        Args:
            number: any of the order's numbers; one that was itself sent again leads to the next
                number of the same order.
            reason: why, in words.
            chosen: line number -> pieces; all of the order by default.
            again: the person knows that lines of it were sent again before.
            seen: the version that the person had before their eyes.
            client_id: made by the front end; sent twice it is done once.

        Raises:
            NotFound: the order is not imported, or has no such line.
            NeedsYes: some of the lines were sent again before.
            Refused: no reason is given; more is asked than a line has; the order is split,
                fraud or not paid.
            Conflict: somebody changed the order since ``seen``.
            NotAllowed: the person has no right to.
        """
        missing = N_("Say why it is sent again: the next colleague must understand it.")
        why = kept_words(reason, _LONGEST_REASON, missing=missing)
        with self._acting.change(Action.EDIT, number) as act:
            now, sent = act.order_once(number, seen, client_id)
            if sent:
                made = act.order(derived.made_by(act.connection, client_id))
                return Reshipped(made.order_no, _status(made), rules.has_left(now.order))
            pieces = _whole(now) if chosen is None else dict(chosen)
            rules.check_reship(now.order, now.lines, pieces)
            parent = _sent_from(act, now)
            siblings = derived.children(act.connection, parent.id)
            if not again:
                _ask_again(parent, siblings, pieces)
            made_before = [each.order_no for each in siblings]
            born = rules.sent_again(parent.order, now.lines, pieces, made_before)
            act.write(
                RESHIP, [Rewrite(parent)], client_id=client_id, made=born.order_no, reason=why
            )
            bear(act, parent, RESHIP, born, reason=why)
            status = OrderStatus(str(born.values["order_status"]))
            return Reshipped(born.order_no, status, rules.has_left(now.order))


# What the steps are made of


def bear(act: Act, parent: Standing, kind: str, born: Born, **notes: object) -> Standing:
    """Put a new member of a family in, and log how it began."""
    there = {each.order_no: each for each in derived.children(act.connection, parent.id)}
    before = there.get(born.order_no)
    if before is None:
        made = derived.put(act.connection, born.values, born.lines)
    else:  # a part that was taken back: its number stays that of the same part
        made = derived.put_anew(act.connection, before, born.values, born.lines)
    act.log(
        kind,
        order_id=made.id,
        order_no=made.order_no,
        before={"order_status": before.order["order_status"]} if before else None,
        after={
            "parent": parent.order_no,
            "order_status": made.order["order_status"],
            "pieces": [f"{n} x{line['quantity']}" for n, line in made.lines.items()],
            **notes,
        },
        personal=False,
    )
    return made


def join(act: Act, original: Standing, kind: str, *, client_id: str = "", **notes: object) -> None:
    """Put a split order together again; the parts are closed, their numbers stay theirs.

    Raises:
        Refused: something was done to a part that would be lost.
    """
    parts = [each for each in _parts(act, original) if _status(each) is not OrderStatus.CLOSED]
    for part in parts:
        check_alone(act, part, SPLIT)
    check_no_claims(act, [original, *parts])
    status, reason = _status_before(act, original)
    closed = {
        "order_status": OrderStatus.CLOSED, "closed_reason": rules.JOINED, "hold_reason": "",
    }  # fmt: skip
    back = Rewrite(original, {"order_status": status, "hold_reason": reason})
    act.write(
        kind, [back, *(Rewrite(part, closed) for part in parts)], client_id=client_id, **notes
    )


def take_back_split(act: Act, steps: Sequence[tuple[int, Event]], client_id: str) -> None:
    """``u`` after a split: put it together again; arguments as ``undo.Way`` tells."""
    original = act.order(steps[0][1].order_no)
    if _status(original) is not OrderStatus.SPLIT:
        raise Refused("{number} is not split any more.", number=original.order_no)
    join(act, original, "undo", client_id=client_id, of=SPLIT)


def take_back_made(act: Act, steps: Sequence[tuple[int, Event]], client_id: str) -> None:
    """``u`` after something was made from an order: what was made is closed."""
    (_, of_parent), (_, of_made) = steps
    parent, made = act.order(of_parent.order_no), act.order(of_made.order_no)
    if _status(made) is OrderStatus.CLOSED:
        raise Refused("{number} is closed already.", number=made.order_no)
    check_alone(act, made, of_made.kind)
    closed = {
        "order_status": OrderStatus.CLOSED, "closed_reason": rules.TAKEN_BACK, "hold_reason": "",
    }  # fmt: skip
    back = [Rewrite(parent), Rewrite(made, closed)]
    act.write("undo", back, client_id=client_id, of=of_made.kind)


def _status_before(act: Act, original: Standing) -> tuple[str, str]:
    """Status and hold reason of an order before it was split; held where the market moved on."""
    steps = derived.steps(act.connection, original.id)
    step = next(each for each in reversed(steps) if each.kind == SPLIT)
    before: dict[str, Any] = dict(step.before or {})
    told = dict(step.after or {}).get("market_status")
    now = original.order["market_status"]
    if "order_status" not in before or told != now:  # purged, or the market went on
        return OrderStatus.HELD, f"{MOVED_ON}: {now}"
    return str(before["order_status"]), str(before.get("hold_reason", ""))


def _parts(act: Act, original: Standing) -> list[Standing]:
    wanted = [part_number(original.order_no, n) for n in (1, 2)]
    return [e for e in derived.children(act.connection, original.id) if e.order_no in wanted]


def _original(act: Act, now: Standing) -> Standing:
    """The split order that is meant by its number or by that of a part.

    Raises:
        Refused: there is none.
    """
    if _status(now) is OrderStatus.SPLIT:
        return now
    parent = _parent(act, now)
    if parent and _status(parent) is OrderStatus.SPLIT and now.order_no.startswith("OSP"):
        return parent
    raise Refused("{number} is not split.", number=now.order_no)


def _parent(act: Act, now: Standing) -> Standing | None:
    key = int(now.order["parent_id"])
    return standing(act.connection, [key]).get(key) if key else None


def _sent_from(act: Act, now: Standing) -> Standing:
    """The order that numbers of sending again are counted by: not one that was sent again."""
    while now.order_no.startswith("RE") and (parent := _parent(act, now)):
        now = parent
    return now


def _ask_again(parent: Standing, siblings: Sequence[Standing], pieces: Chosen) -> None:
    """Make sure that nobody sends the same lines twice without knowing.

    Raises:
        NeedsYes: they were sent again before.
    """
    wanted = {line_no for line_no, quantity in pieces.items() if quantity}
    before = [
        each.order_no
        for each in siblings
        if each.order_no.startswith("RE")
        and _status(each) is not OrderStatus.CLOSED
        and not wanted.isdisjoint(each.lines)
    ]
    if before:
        raise NeedsYes(
            "Lines of {number} were sent again already as {before}. Send them once more?",
            number=parent.order_no, before=before,
        )  # fmt: skip


def _tell_shipping(act: Act, now: Standing, parts: Sequence[Born]) -> None:
    """Shipping may have the whole order on its list."""
    said = [_words(part) for part in parts]
    text = tell(_SPLIT, {
        "number": now.order_no, "now": f"{parts[0].order_no} {said[0]}",
        "later": said[1], "waits": parts[1].order_no,
    })  # fmt: skip
    put_remark(act, now.id, now.order_no, Tab.SHIPPING, text)


def _words(part: Born) -> str:
    lines = part.lines.values()
    return ", ".join(f"{line['sku'] or line['title']} x{line['quantity']}" for line in lines)


def _whole(now: Standing) -> dict[int, int]:
    return {line_no: int(line["quantity"]) for line_no, line in now.lines.items()}


def _status(now: Standing) -> OrderStatus:
    return OrderStatus(now.order["order_status"])


def _told(act: Act, original: Standing) -> Split:
    """A split order as it stands."""
    now = act.order(original.order_no)
    children = tuple(_child(part.order, part.lines) for part in _parts(act, now))
    return Split(now.order_no, _status(now), children, now.order["currency"])


def _child(values: Any, lines: Any) -> Child:
    pieces = tuple(Piece(n, *(line[name] for name in _OF_PIECE)) for n, line in lines.items())
    return Child(values["order_no"], OrderStatus(values["order_status"]), pieces, values["total"])
