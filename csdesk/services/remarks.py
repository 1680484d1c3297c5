"""Remarks in three tabs, on orders and on numbers not imported yet (S23 to S27, W12, W13)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from csdesk.model.errors import Conflict, NotFound, Refused
from csdesk.model.remarks import Remark, SavedRemark
from csdesk.model.roles import Action
from csdesk.model.status import Tab
from csdesk.plain import plain
from csdesk.rules.cases import refund_told
from csdesk.rules.mirror import stands_in
from csdesk.rules.numbers import made_here, normal
from csdesk.rules.permissions import may
from csdesk.rules.templates import empty_slots, of_tab
from csdesk.rules.typed_numbers import long_enough, typed_number
from csdesk.services.acting import Act, Acting
from csdesk.services.calling import ask_anew, call_from
from csdesk.services.remark_writing import clean_text, put_remark, signed
from csdesk.store import drafts, mirror
from csdesk.store import remarks as rows
from csdesk.store.lookup import numbers_of, order_named
from csdesk.store.orders import shops

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from csdesk.model.desk import Actor
    from csdesk.model.settings import DeskSettings
    from csdesk.store.engine import Store


class Remarks:
    """Writing and reading remarks. They are append-only: a correction is a new version."""

    def __init__(self, store: Store, settings: DeskSettings, actor: Actor) -> None:
        self._store = store
        self._settings = settings
        self._actor = actor
        self._acting = Acting(store, actor)

    def add(
        self, number: str, tab: Tab, text: str, *, in_market: bool = False, client_id: str = ""
    ) -> SavedRemark:
        """Write a remark; on a number that is not imported yet it waits for its order (S27).

        The writer's own draft with the same text is forgotten in the same transaction.

        Args:
            number: any of the order's numbers, as typed.
            tab: internal, finance or shipping.
            text: line breaks are kept.
            in_market: the writer says it also stands in the marketplace's own remark (S26).
            client_id: made by the front end; sent twice, the remark is written once.

        Raises:
            NotUnderstood: ``number`` cannot be an order number.
            NotFound: no order has it, and none will: the desk itself gives such numbers.
            Refused: the text is empty or too long, or a template's slot is empty; orders of
                several shops have the number, or it is too short to wait on; a refund is asked
                for that is more than was paid.
            NotAllowed: the person has no right to.
        """
        typed, tab, text = typed_number(number), Tab(tab), clean_text(text)
        self._check_slots(text)
        refund = self._refund_told(tab, text)  # read before anybody has to wait for it
        with self._acting.change(Action.REMARK, typed, undoable=False) as act:
            c = act.connection
            if client_id and (sent := rows.sent_as(c, client_id)):
                return SavedRemark(sent.order_no, sent.id, sent.attached)
            order = order_named(c, typed)
            if order is None:
                self._check_awaited(c, typed)
            order_no = order.order_no if order else typed
            remark_id = put_remark(
                act, order.id if order else None, order_no, tab, text,
                in_market=in_market, client_id=client_id,
            )  # fmt: skip
            case = self._open_case(act, order_no, remark_id, refund) if order and refund else 0
            self._forget_draft(c, typed, tab, text, 0)
        return SavedRemark(order_no, remark_id, order is not None, case)

    def revise(
        self,
        remark_id: int,
        text: str,
        *,
        seen_version: int,
        in_market: bool | None = None,
        client_id: str = "",
    ) -> Remark:
        """Correct a remark: a new version, signed by whoever corrects; the old one stays.

        Args:
            remark_id: of the remark.
            text: the whole new text.
            seen_version: the version that the person had before their eyes.
            in_market: None leaves it as it is.
            client_id: made by the front end; sent twice, the version is written once.

        Returns:
            The newest version; the same as before where nothing differs.

        Raises:
            Conflict: somebody corrected it meanwhile; facts ``author``, ``at``, ``text`` and
                ``version`` tell the newer one.
            NotFound, Refused, NotAllowed: as for ``add``.
        """
        text = clean_text(text)
        self._check_slots(text)
        with self._acting.change(Action.REMARK, undoable=False) as act:
            c = act.connection
            now = rows.remark(c, remark_id)
            if now is None:
                raise NotFound("There is no remark {id}.", id=remark_id)
            if act.sent(client_id):
                return now
            if now.version != seen_version:
                raise Conflict(
                    "{author} changed this remark meanwhile. Now it says: {text}",
                    author=now.author,
                    at=now.at,
                    text=now.text,
                    version=now.version,
                )
            there = now.in_market if in_market is None else in_market
            if (text, there) == (now.text, now.in_market):
                return now
            self._correct(act, now, text, there, client_id)
            newest = rows.remark(c, remark_id)
            assert newest is not None
        return newest

    def _correct(self, act: Act, now: Remark, text: str, there: bool, client_id: str) -> None:
        """Write the next version; who is asked or called by another text is told."""
        order_id = rows.order_of(act.connection, now.id)
        new = signed(act.actor, text, in_market=there)
        rows.insert_version(act.connection, now, order_id, new)
        act.log(
            "remark.revise",
            order_id=order_id,
            order_no=now.order_no,
            client_id=client_id,
            after={"remark": now.id, "tab": now.tab, "text": text, "in_market": there},
            before={"text": now.text, "in_market": now.in_market, "version": now.version},
        )
        if text != now.text:
            ask_anew(act, now, order_id)
            call_from(act, text, [now.id])
        self._forget_draft(act.connection, now.order_no, now.tab, text, now.id)

    def _refund_told(self, tab: Tab, text: str) -> tuple[str, str] | None:
        """Amount and reason where a text asks finance for a refund with a template (W20)."""
        if tab is not Tab.FINANCE:
            return None
        own = self._settings.templates
        texts = [t.text for zh in (True, False) for t in of_tab(own, tab, chinese=zh)]
        return refund_told(text, texts)

    @staticmethod
    def _open_case(act: Act, number: str, remark_id: int, refund: tuple[str, str]) -> int:
        """A refund asked with a template is a case too (W20)."""
        if not may(act.actor.roles, Action.CASE):
            return 0
        from csdesk.services.cases import open_from_remark

        return open_from_remark(act, act.order(number), remark_id, *refund)

    def _check_slots(self, text: str) -> None:
        """A template is saved when it is filled in (F27)."""
        if empty := empty_slots(text, self._settings.templates):
            raise Refused(
                "Still empty: {slots}. Fill it in, or take it out.",
                slots=["{" + name + "}" for name in empty],
            )

    def of(self, number: str) -> tuple[Remark, ...]:
        """The remarks on a number, imported or not, oldest first.

        Raises:
            NotUnderstood: ``number`` cannot be an order number.
            NotFound: no order has it, none will, and no remark waits on it.
            Refused: orders of several shops have it, or it is too short for any to come.
        """
        typed = typed_number(number)
        with self._store.read() as c:
            order = order_named(c, typed)
            if order is not None:
                return rows.of_order(c, order.id)
            found = rows.of_number(c, typed)
            if not found:
                self._check_awaited(c, typed)
            return found

    def _check_awaited(self, connection: Connection, number: str) -> None:
        """A remark waits only where an order may come (S27); else it would wait for ever.

        A shop with a profile of its own may have numbers of any length.
        """
        known = {site for _, site, _ in shops(connection)}
        sites = known | {shop.site for shop in self._settings.shops}
        if made_here(normal(number), sites):
            raise NotFound(
                "No order has the number {number}. The desk itself gives such numbers, so none"
                " will come under it: look at the number again, or search for the customer.",
                number=number,
            )
        if not self._settings.profiles and not long_enough(number):
            raise Refused(
                "{number} is too short for an order number. Give the whole number; its end or its"
                " beginning finds the order in the search.",
                number=number,
            )

    def versions(self, remark_id: int) -> tuple[Remark, ...]:
        """Every version of a remark, the first one first, each with its author and time."""
        with self._store.read() as c:
            found = rows.versions(c, remark_id)
        if not found:
            raise NotFound("There is no remark {id}.", id=remark_id)
        return found

    def waiting(self) -> tuple[Remark, ...]:
        """All remarks on numbers that are not imported yet, oldest first (S27)."""
        with self._store.read() as c:
            return rows.waiting(c)

    def numbered_text(self, which: Sequence[int | str] = ()) -> str:
        """Remarks as the shipping group wants them posted: ``1) number text`` (S27, W13).

        Args:
            which: ids of remarks or order numbers, in the order of the text; none means all that
                wait for their order.

        Returns:
            One line a remark, without a line break at the end.
        """
        if not which:
            found = list(self.waiting())
        else:
            with self._store.read() as c:
                by_id = rows.chosen(c, [each for each in which if isinstance(each, int)])
            found = []
            for each in which:
                if isinstance(each, str):
                    found += self.of(each)
                elif each in by_id:
                    found.append(by_id[each])
        return "\n".join(
            f"{n}) {each.order_no} {' '.join(plain(each.text).split())}"
            for n, each in enumerate(found, 1)
        )

    def attach(self, connection: Connection, order_id: int, numbers: Sequence[str]) -> int:
        """Give an order that has arrived the remarks that waited for one of its numbers.

        Author and time stay. One event for the order where there were any.

        Args:
            connection: the importer's, changing.
            order_id: the order's key.
            numbers: its numbers, the desk number first.

        Returns:
            How many remarks waited.
        """
        found = rows.attach(connection, order_id, numbers)
        if found:
            after: dict[str, object] = {"remarks": [each.id for each in found]}
            market = mirror.market_remarks(connection, [order_id])[order_id]
            proven = [e.id for e in found if not e.in_market and stands_in(e.text, market)]
            if proven:
                mirror.close_boxes(connection, order_id, proven)
                after["mirrored"] = proven
            before: dict[str, object] = {"numbers": sorted({each.order_no for each in found})}
            Act(connection, self._actor).log(
                "remark.attach", order_id=order_id, order_no=numbers[0], before=before, after=after
            )
        return len(found)

    def attach_arrivals(self, connection: Connection, batch_id: int) -> int:
        """As ``attach``, for every order of a batch that finishes in this transaction.

        It asks once per number that remarks wait for, not once per order.

        Returns:
            How many remarks waited.
        """
        return sum(
            self.attach(connection, order.id, (order.order_no, order.market_no, number))
            for order, number in rows.arrivals(connection, batch_id)
        )

    def _forget_draft(
        self, connection: Connection, typed: str, tab: Tab, text: str, remark_id: int
    ) -> None:
        login, numbers = self._actor.login, numbers_of(connection, typed)
        for draft in drafts.kept_for(connection, login, numbers):
            if (draft.tab, draft.remark_id) == (tab, remark_id) and draft.text.strip() == text:
                drafts.drop(connection, login, (draft.order_no,), tab, remark_id)
