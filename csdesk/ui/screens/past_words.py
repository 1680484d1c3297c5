"""What is different between two instants of an order, in words (I5)."""

from __future__ import annotations

from collections.abc import Iterator

from csdesk.fields import field_word
from csdesk.model.as_of import CONFLICTS, Difference, PastOrder, PastRemark, Queue, Told
from csdesk.model.status import RemarkState
from csdesk.plain import plain
from csdesk.ui.screens.order_words import value_words
from csdesk.words import N_, _, named

QUEUES = {
    Queue.REVIEW: N_("await review"),
    Queue.HELD: N_("held"),
    Queue.TO_SHIP: N_("approved, to ship"),
    Queue.LATE: N_("past their ship-by day"),
    Queue.FINANCE: N_("asked of finance"),
    Queue.SHIPPING: N_("asked of shipping"),
    Queue.REQUESTS: N_("asked of a lead"),
    Queue.PROMISES: N_("open promises"),
    Queue.CASES: N_("open after-sale cases"),
    Queue.HANDOVER: N_("open hand-over items"),
}
"""English words for the queues."""

_REMARK = "remark "


def label_of(key: str) -> str:
    """What people call something that was different: a field, a remark, the order itself."""
    if key.startswith(_REMARK):
        return _("remark {id}").format(id=key.removeprefix(_REMARK))
    return field_word(key)


def said(key: str, value: object, zone: str, currency: str) -> str:
    """A value of an instant as people read it.

    Args:
        key: as in ``Difference.field``.
        value: or ``Told``.
        zone: of the desk.
        currency: of the order.
    """
    if value is Told.NOT_KNOWN:
        return _("not known")
    if value is Told.NOTHING:
        return _("not there")
    if isinstance(value, PastRemark):
        return remark_words(value)
    if key == CONFLICTS and isinstance(value, list):
        return ", ".join(field_word(str(each)) for each in value) or "0"
    return value_words(key, value, zone, currency)


def remark_words(remark: PastRemark) -> str:
    """Tab, author, how far it is, text."""
    state = "" if remark.state is RemarkState.NOTED else named(remark.state)
    head = filter(None, (named(remark.tab), plain(remark.author), state))
    return f"{' · '.join(head)}: {plain(remark.text, lines=True)}"


def changes(
    told: tuple[Difference, ...], zone: str, currency: str
) -> Iterator[tuple[str, str, str]]:
    """For each difference what it is about, what was there, and what came to be there."""
    for each in told:
        before, after = (said(each.field, v, zone, currency) for v in (each.before, each.after))
        yield label_of(each.field), before, after


def facts(order: PastOrder, zone: str) -> Iterator[tuple[str, str]]:
    """Every field of an order that says something, as it stood."""
    for key, value in order.fields.items():
        if value not in (None, "") and key not in ("order_no", "currency", "blacklisted"):
            yield label_of(key), said(key, value, zone, order.currency)
    if order.fields.get("blacklisted"):
        yield label_of("blacklisted"), _("yes")
    if order.conflicts:
        yield label_of(CONFLICTS), said(CONFLICTS, list(order.conflicts), zone, order.currency)
    for each in order.remarks:
        yield label_of(f"{_REMARK}{each.id}"), remark_words(each)
    if order.not_known:
        names = ", ".join(map(label_of, sorted(order.not_known)))
        yield _("not known"), names
