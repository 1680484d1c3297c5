"""What stands in the place of the list when no order is found."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from csdesk.model.errors import DeskError, NotFound
from csdesk.ui.typed_query import is_number
from csdesk.words import _, ngettext, say

if TYPE_CHECKING:
    from csdesk.ui.app import CsdeskApp


@dataclass(frozen=True, slots=True)
class Missing:
    """A number that was searched and that no order has."""

    number: str = ""
    """Empty where no order can come under it: a remark would wait for ever (S27)."""
    why: str = ""
    """Why none can come, where there is something to say."""


NOTHING = Missing()


async def ask_missing(app: CsdeskApp, query: str) -> Missing:
    """Whether an order may still come under the number that a query is, if it is one."""
    number = query.strip()
    if not is_number(number):
        return NOTHING
    try:
        await app.ask(app.desk.remarks.of, number)
    except NotFound as error:
        return Missing(why=say(error))
    except DeskError:  # part of a number
        return NOTHING
    return Missing(number)


def nothing_found(query: str | None, missing: Missing, waiting: int, *, masked: bool) -> str:
    """The sentence for an empty list.

    Args:
        query: what was answered, None before the first answer.
        missing: the number that was searched, if it was one.
        waiting: how many remarks wait on that number already (S27).
        masked: whether the person sees buyers masked: then a part of what is masked finds nothing,
            though there may be such an order.
    """
    sentence = _sentence(query, missing, waiting)
    if not (masked and query and query.strip()) or missing.why or missing.number:
        return sentence  # a whole number is masked nowhere, or found by the whole
    more = _(
        "What is masked is found by the whole only: street, account, e-mail, telephone (or its last"
        " 4 digits)."
    )
    return f"{sentence}\n{more}"


def _sentence(query: str | None, missing: Missing, waiting: int) -> str:
    if missing.why:
        return missing.why
    if missing.number:
        text = _("{number} is not imported. n (F4 in the box) writes a remark.")
        text = text.format(number=missing.number)
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
