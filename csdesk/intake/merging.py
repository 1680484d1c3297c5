"""What a newer export changes in orders that are in already (design §5, W4).

The bases are the raw rows of earlier imports, read again through their profiles. Nothing is
decided here: ``rules.merge`` and ``rules.status`` decide, this puts their answers into rows.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from csdesk.intake.arrivals import Arrival, Unread
from csdesk.intake.job import Job, Telling
from csdesk.intake.newcomers import (
    BLANK_LINE,
    line_row,
    order_row,
    told_fields,
    told_lines,
    whole_line,
)
from csdesk.intake.reading.errors import BadCell, BadRow
from csdesk.model.intake import ROW, OrderDraft, Value
from csdesk.model.status import OrderStatus
from csdesk.rules import status
from csdesk.rules.buyers import TOLD_BY, buyer_of
from csdesk.rules.filenames import NameHints, is_older
from csdesk.rules.grams import order_grams
from csdesk.rules.masking import told_in_full, withheld
from csdesk.rules.merge import (
    Clash,
    Fields,
    Merged,
    Told,
    ToldLines,
    as_text,
    field_key,
    merge_fields,
    merge_lines,
    told_before,
)  # fmt: skip
from csdesk.rules.mirror import stands_in
from csdesk.rules.numbers import key_at
from csdesk.store import batches, keys, loading, purging
from csdesk.store.events import NewEvent
from csdesk.store.loading import Piece, Present, Row

if TYPE_CHECKING:
    from sqlalchemy import Connection

_NO_GRAMS: frozenset[str] = frozenset()
_ID = loading.ORDER_COLUMNS.index("id")
_MOST_OLDER = 3
"""Superseded raw rows kept per kind at most."""


class Fate(StrEnum):
    """What becomes of an order, for the counts."""

    NEW = "new"
    CHANGED = "changed"
    UNCHANGED = "unchanged"


@dataclass(frozen=True, slots=True)
class Meeting:
    """An order that is in, and what the files say of it now."""

    order_id: int
    shop_id: int
    """Its shop from now on."""
    unread: Unread
    arrival: Arrival
    tellings: list[Telling]


def meet(
    connection: Connection, job: Job, piece: Piece, meetings: Sequence[Meeting]
) -> Iterator[tuple[Meeting, Fate, bool]]:
    """Merge orders and put what changes into a piece.

    Args:
        connection: reading.
        job: the import.
        piece: gets the rows.
        meetings: of different orders.

    Yields:
        Each meeting, what became of the order, and whether this import has told of it before.
    """
    if not meetings:
        return
    there = loading.present(connection, [meeting.order_id for meeting in meetings])
    row = batches.row(connection, job.parts[0].batch_id)
    gone = purging.purged_of(connection, list(there))
    exported = NameHints(row["day"], row["ordinal"], row["stamp"])
    for meeting in meetings:
        if meeting.order_id in gone:  # its time is over: nothing of the buyer comes in again
            yield meeting, Fate.UNCHANGED, False
            continue
        present = there[meeting.order_id]
        told = [NameHints(t.day, t.ordinal, t.stamp) for t in present.told if t.kind in job.kinds]
        older = any(is_older(exported, each) for each in told)
        merger = _Merger(connection, job, piece, present, meeting, older=older)
        changed = merger.merge()
        if present.order["batch_id"] in job.batch_ids:
            yield meeting, Fate.NEW, True
        else:
            again = any(raw.batch_id in job.batch_ids for raw in present.told)
            yield meeting, Fate.CHANGED if changed else Fate.UNCHANGED, again


class _Merger:
    """One order."""

    def __init__(
        self,
        connection: Connection,
        job: Job,
        piece: Piece,
        there: Present,
        meeting: Meeting,
        *,
        older: bool,
    ) -> None:
        self._older = older
        self._connection = connection
        self._job = job
        self._piece = piece
        self._there = there
        self._meeting = meeting
        self._key = meeting.order_id
        self._order = dict(there.order)
        self._lines = [dict(line) for line in there.lines]
        self._before: dict[str, object] = {}
        self._after: dict[str, object] = {}
        self._added: list[Row] = []
        self._told = [(t, self._draft(t.kind, t.header, t.cells)) for t in there.told]

    def merge(self) -> bool:
        """Put the order's changes into the piece; whether there are any.

        A file that comes after a newer one only tells what that one withheld.
        """
        theirs = self._theirs()
        lines = self._continued(told_lines(self._meeting.arrival))
        if self._older:
            ours = self._there.order
            theirs = {name: theirs[name] for name in theirs if withheld(name, ours.get(name))}
            lines = None if self._lines else lines
        told = [
            Told(self._same(raw.kind), {**draft.fields, **draft.payment})
            for raw, draft in self._told
            if draft
        ]
        alert = self._move(told, theirs)
        merged = merge_fields(told, self._there.order, theirs)
        self._take_untouched(0, merged)
        alert = alert or self._readdressed(merged.taken)
        self._take(0, self._order, {**merged.taken, "shop_id": self._meeting.shop_id})
        self._place(merged.taken.get("placed_at"))
        clashes = [(0, clash) for clash in merged.clashes]
        self._come_together(0, self._there.order, theirs)
        if lines is not None:
            clashes += self._merge_lines(lines)
        if not merged.taken.keys().isdisjoint(TOLD_BY):
            self._order["buyer"] = buyer_of(*(self._order[name] for name in TOLD_BY))
        listed = self._list(clashes)
        if not self._older:
            self._keep_raws()
        changed = bool(self._after or listed or self._order != self._there.order)
        if changed:
            self._write(alert, listed)
        return changed

    # --- what was told, what is told ----------------------------------------------------------

    def _same(self, kind: str) -> bool:
        return kind in self._job.kinds

    def _draft(self, kind: str, header: str, cells: str) -> OrderDraft | None:
        """A stored row read again; None where its profile is gone or reads it no more."""
        profile = self._job.profiles.get(kind)
        if profile is None:
            return None
        try:
            return profile.reread(json.loads(header), cells)
        except (BadCell, BadRow):
            return None

    def _theirs(self) -> Row:
        fields = told_fields(self._meeting.arrival)
        order = self._meeting.arrival.order
        return {**fields, **(order.payment if order else {})}

    def _continued(self, lines: list[Row] | None) -> list[Row] | None:
        """All lines that this import tells, where some of them came apart from the others."""
        earlier = self._earlier_part()
        if lines is None or earlier is None or not earlier.lines:
            return lines
        return [line.fields for line in earlier.lines] + lines

    def _earlier_part(self) -> OrderDraft | None:
        """What the same item report has told of the order so far."""
        batch_id = self._job.parts[-1].batch_id
        items = self._meeting.arrival.items
        found = [draft for raw, draft in self._told if raw.batch_id == batch_id and items]
        return found[0] if found else None

    # --- what it changes ----------------------------------------------------------------------

    def _move(self, told: Sequence[Told], theirs: Row) -> status.Alert | None:
        """Move the order as far as the marketplace is."""
        order = self._meeting.arrival.order
        if order is None or self._older:
            return None
        word = str(theirs.get("market_status") or "")
        moved = word not in told_before(told, "market_status")
        now, hold = OrderStatus(str(self._order["order_status"])), str(self._order["hold_reason"])
        move, reason = status.onward(now, hold, order.order_status, word, moved=moved)
        self._take(0, self._order, {"order_status": move.status.value, "hold_reason": reason})
        return move.alert

    def _readdressed(self, taken: Row) -> status.Alert | None:
        """Nobody settles what a newer file changes silently: shipping and the parts have the old.

        What was hidden behind signs so far has misled nobody.
        """
        now = self._there.order
        other = [name for name, value in taken.items()
                 if value != now[name] and not withheld(name, now[name])]  # fmt: skip
        approved = now["approved_at"] is not None
        return status.readdressed(OrderStatus(str(now["order_status"])), other, approved=approved)

    def _place(self, placed: Value) -> None:
        """Give the order the key of its time, where that was not known or another."""
        if not isinstance(placed, int) or key_at(placed) >> 8 == self._key >> 8:
            return
        given = {int(row[_ID] or 0) for row in self._piece.orders}
        given.update(new for _, _, new in self._piece.moves)
        (new,) = keys.free(self._connection, [key_at(placed)], given)
        self._piece.moves.append((self._key, int(self._order["version"] or 0), new))
        self._key = self._order["id"] = new
        for line in self._lines:
            line["order_id"] = new

    def _merge_lines(self, lines: Sequence[Row]) -> list[tuple[int, Clash]]:
        told = [
            ToldLines(self._same(raw.kind), [line.fields for line in draft.lines])
            for raw, draft in self._told
            if draft and draft.lines is not None
        ]
        merged = merge_lines(told, self._there.lines, lines)
        clashes: list[tuple[int, Clash]] = []
        for place, line in merged.changed.items():
            line_no = int(self._lines[place]["line_no"] or 0)
            self._take_untouched(line_no, line)
            self._take(line_no, self._lines[place], line.taken)
            clashes += [(line_no, clash) for clash in line.clashes]
            if line.taken:
                self._piece.line_changes.append(line_row(self._lines[place]))
        for place, line_fields in merged.same.items():
            line_no = int(self._lines[place]["line_no"] or 0)
            self._come_together(line_no, self._there.lines[place], line_fields)
        last = max((int(line["line_no"] or 0) for line in self._lines), default=0)
        for line_no, fields in enumerate(merged.added, last + 1):
            new = whole_line(self._key, line_no, fields)
            self._added.append(new)
            self._after |= {
                field_key(line_no, name): value
                for name, value in new.items()
                if name in fields and value not in (BLANK_LINE[name], None)
            }
        self._piece.lines += map(line_row, self._added)
        return clashes

    def _take(self, line_no: int, row: Row, taken: Row) -> None:
        for name, value in taken.items():
            if row[name] != value:
                key = field_key(line_no, name)
                self._before[key], self._after[key] = row[name], value
                row[name] = value

    def _take_untouched(self, line_no: int, merged: Merged) -> None:
        """No conflict is what no file has told and nobody changed: the import had made it up.

        An item report alone tells neither the payment nor the order's own title.
        """
        for clash in [each for each in merged.clashes if each.base is None]:
            key = field_key(line_no, clash.field)
            who, _ = loading.last_change(self._connection, self._meeting.order_id, key)
            if not who:
                merged.clashes.remove(clash)
                merged.taken[clash.field] = clash.theirs

    def _come_together(self, line_no: int, ours: Row, theirs: Fields) -> None:
        """Conflicts whose two sides say the same now are over."""
        for (line, name), clash in self._there.clashes.items():
            if line == line_no and name in theirs and theirs[name] == ours.get(name):
                self._piece.clashes_moot.append(clash)
                self._order["conflicts"] = int(self._order["conflicts"] or 0) - 1
                self._before[f"conflict {field_key(line_no, name)}"] = ours.get(name)

    def _list(self, clashes: Sequence[tuple[int, Clash]]) -> list[str]:
        """List what a person must settle; the keys of the fields."""
        batch_id = self._job.parts[0].batch_id
        keys = []
        for line_no, clash in clashes:
            key = field_key(line_no, clash.field)
            open_one = self._there.clashes.get((line_no, clash.field))
            keys.append(key)
            if open_one is not None:
                again: Row = {
                    "id": open_one, "ours": as_text(clash.ours), "theirs": as_text(clash.theirs),
                    "batch_id": batch_id,
                }  # fmt: skip
                self._piece.clashes_again.append(again)
                continue
            who, when = loading.last_change(self._connection, self._meeting.order_id, key)
            self._piece.clashes.append({
                "order_id": self._key, "line_no": line_no, "field": clash.field,
                "base": as_text(clash.base), "ours": as_text(clash.ours),
                "theirs": as_text(clash.theirs), "batch_id": batch_id, "changed_by": who,
                "changed_at": when, "choice": "", "settled_by": "", "settled_at": None,
            })  # fmt: skip
            self._order["conflicts"] = int(self._order["conflicts"] or 0) + 1
        counts = self._piece.counts[batch_id]
        counts["conflicts"] = counts.get("conflicts", 0) + len(keys)
        return keys

    # --- what is written ----------------------------------------------------------------------

    def _keep_raws(self) -> None:
        """The new raw rows; older ones of the same kind go once they tell nothing more."""
        for telling in self._meeting.tellings:
            part, cells = telling.part, telling.cells
            of_kind = [(raw, draft) for raw, draft in self._told if raw.kind == part.kind]
            for raw, _ in of_kind:
                if raw.batch_id == part.batch_id:  # told apart: one row for all
                    cells = f"{raw.cells}{ROW}{cells}"
            newest = self._draft(part.kind, json.dumps(part.export.header), cells)
            said = told_in_full(newest.fields if newest else {})
            kept = 0
            for raw, draft in of_kind:
                more = told_in_full(draft.fields if draft else {}) - said
                if raw.batch_id == part.batch_id or not more or kept == _MOST_OLDER:
                    self._piece.raws_gone.append(raw.id)
                else:
                    said |= more
                    kept += 1
            self._piece.raws.append((
                self._key, part.kind, part.batch_id, telling.row_no,
                self._job.digest(part, cells), cells,
            ))  # fmt: skip

    def _write(self, alert: status.Alert | None, listed: Sequence[str]) -> None:
        there = self._there
        self._order["version"] = int(self._order["version"] or 0) + 1
        self._piece.order_changes.append(order_row(self._order))
        before = order_grams(there.order, there.lines, there.remarks)
        remarks = there.remarks
        if "market_remark" in self._after and (said := self._mirrored()):
            self._after["mirrored"] = said
            self._piece.mirrored += said
            remarks = [{**r, "in_market": 1} if r["id"] in said else r for r in remarks]
        after = order_grams(self._order, [*self._lines, *self._added], remarks)
        if self._key == self._meeting.order_id:
            # Both whole would be half of the memory of an import that changes many orders.
            self._piece.gram_changes.append((self._key, before - after, after - before))
        else:
            self._piece.gram_changes.append((self._meeting.order_id, before, _NO_GRAMS))
            self._piece.gram_changes.append((self._key, _NO_GRAMS, after))
        if self._order["batch_id"] in self._job.batch_ids:
            return  # logged when it came, by this import, which nobody has seen yet
        if listed:
            self._after["conflicts"] = list(listed)
        if alert:
            self._after["alert"] = alert.value
        self._piece.events.append(
            NewEvent(
                kind=loading.ALERT if alert else loading.CHANGED,
                actor=self._job.actor.login,
                shift=self._job.actor.shift,
                session=self._job.actor.session,
                order_id=self._key,
                order_no=str(self._order["order_no"]),
                batch_id=self._job.parts[0].batch_id,
                before=self._before,
                after=self._after,
            )
        )

    def _mirrored(self) -> list[int]:
        """Remarks whose open box closes: the marketplace says them now (I3)."""
        market = str(self._order["market_remark"])
        unproven = [each for each in self._there.remarks if not each["in_market"]]
        return [int(r["id"] or 0) for r in unproven if stands_in(str(r["text"]), market)]
