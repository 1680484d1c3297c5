"""Writing a remark as part of a change: what every job that tells a department calls."""

from __future__ import annotations

import time
from collections.abc import Sequence
from uuid import uuid4

from csdesk.model.desk import Actor
from csdesk.model.errors import Refused
from csdesk.model.remarks import REMARK_LIMIT
from csdesk.model.status import Tab
from csdesk.plain import plain
from csdesk.services.acting import Act
from csdesk.services.calling import call_from, first_state, stand_in_market
from csdesk.store import remarks as rows


def clean_text(text: str) -> str:
    """The text of a remark as it is stored: harmless, without blanks around it.

    Raises:
        Refused: nothing is left, or it is longer than ``REMARK_LIMIT``.
    """
    cleaned = plain(text, lines=True).strip()
    if not cleaned:
        raise Refused("The remark is empty: write what the next colleague must know.")
    if len(cleaned) > REMARK_LIMIT:
        raise Refused(
            "The remark has {count:,} characters, {longest:,} are allowed. Shorten it, or write"
            " two.",
            count=len(cleaned),
            longest=REMARK_LIMIT,
        )
    return cleaned


def put_remark(
    act: Act,
    order_id: int | None,
    order_no: str,
    tab: Tab,
    text: str,
    *,
    in_market: bool = False,
    client_id: str = "",
) -> int:
    """Write a remark as part of a change, such as the shipping remark of an exchange (W14).

    Args:
        act: the change; it logs one more step.
        order_id: the order, None while it is not imported.
        order_no: its desk number, or the number that is not imported yet.
        tab: internal, finance or shipping; the last two are asked of their department.
        text: from ``clean_text``.
        in_market: the writer says it also stands in the marketplace's own remark (S26).
        client_id: made by the front end.

    Returns:
        Its id.
    """
    (remark_id,) = put_remarks(
        act, [(order_id, order_no)], tab, text, in_market=in_market, client_id=client_id
    )
    return remark_id


def put_remarks(
    act: Act,
    on: Sequence[tuple[int | None, str]],
    tab: Tab,
    text: str,
    *,
    in_market: bool = False,
    client_id: str = "",
) -> list[int]:
    """As ``put_remark``, on many orders.

    Args:
        act: the change; it logs one more step for each.
        on: the orders, each once: ``order_id`` and ``order_no`` of each.
        tab: which of the three.
        text: from ``clean_text``.
        in_market: the writer says it also stands in the marketplace's own remarks.
        client_id: made by the front end; the first of them carries it.

    Returns:
        The ids, in the order of ``on``.
    """
    there = stand_in_market(act, [order_id for order_id, _ in on if order_id is not None], text)
    state, marks = first_state(act, tab), [in_market or order_id in there for order_id, _ in on]
    ids = rows.insert_remarks(
        act.connection,
        [
            {
                "order_id": order_id, "order_no": order_no, "tab": tab, "state": state,
                "client_id": uuid4().hex if nth or not client_id else client_id,
                **signed(act.actor, text, in_market=marked),
            }
            for nth, ((order_id, order_no), marked) in enumerate(zip(on, marks, strict=True))
        ],
    )  # fmt: skip
    told = enumerate(zip(on, ids, marks, strict=True))
    act.log_all(
        act.step(
            "remark.add", order_id, order_no, client_id="" if nth else client_id,
            after={"remark": remark_id, "tab": tab, "text": text, "in_market": marked},
        )
        for nth, ((order_id, order_no), remark_id, marked) in told
    )  # fmt: skip
    call_from(act, text, ids)
    return ids


def signed(actor: Actor, text: str, *, in_market: bool) -> dict[str, object]:
    """What a version of a remark holds: the text, and who says so when."""
    return {
        "text": text,
        "login": actor.login,
        "author": actor.name,
        "shift": actor.shift,
        "at": int(time.time()),
        "in_market": int(in_market),
    }
