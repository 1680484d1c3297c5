"""What else there is to an order beside its facts: handed over, promised, asked for, claimed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.content import Content

from csdesk.model.cases import Party
from csdesk.model.handover import ItemState
from csdesk.model.promises import PromiseState
from csdesk.model.requests import RequestState
from csdesk.ui.screens.case_rows import case_entries, case_mark
from csdesk.ui.screens.handover_rows import item_entries
from csdesk.ui.screens.promise_rows import promise_entries
from csdesk.ui.screens.request_rows import request_entries, request_mark
from csdesk.ui.widgets.entries import Entry

if TYPE_CHECKING:
    from csdesk.ui.screens.order_body import Shown

_UNDONE = (RequestState.ASKED, RequestState.APPROVED)


def beside(shown: Shown, zone: str) -> list[Entry]:
    """Rows that stand among the facts of an order.

    Args:
        shown: the order as its screen shows it.
        zone: of the desk.
    """
    promised = [each for each in shown.promises if each.state is not PromiseState.WITHDRAWN]
    handed = [each for each in shown.items if each.state is ItemState.OPEN]
    return [
        *item_entries(handed, zone, order=False),
        *promise_entries(promised, zone, order=False),
        *request_entries(shown.requests, order=False),
        *case_entries(shown.cases, order=False),
    ]


def marks(shown: Shown) -> list[Content]:
    """What of it still waits for somebody, for the head of the order."""
    found = [request_mark(each) for each in shown.requests if each.state in _UNDONE]
    return found + [case_mark(e) for e in shown.cases if e.waits_on is not Party.NOBODY]
