"""What stands in the place of the list when no order is found."""

from __future__ import annotations

from csdesk.words import _, ngettext


def nothing_found(query: str | None, missing: str, waiting: int) -> str:
    """The sentence for an empty list.

    Args:
        query: what was answered, None before the first answer.
        missing: a number that was searched and is not imported, else empty.
        waiting: how many remarks wait on that number already (S27).
    """
    if missing:
        text = _("{number} is not imported. n (F4 in the box) writes a remark.")
        text = text.format(number=missing)
        if waiting:
            more = ngettext(
                "{n} remark waits already; y copies it.",
                "{n} remarks wait already; y copies them.",
                waiting,
            )
            text += "\n" + more.format(n=waiting)
        return text
    if query is None:
        return ""
    if query.strip():
        return _("No order matches.")
    return _("There are no orders yet. Put export files into the inbox, or g i.")
