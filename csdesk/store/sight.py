"""Who looks: every answer about a buyer is masked where its row is read, so none can forget it.

A session says once how its person sees buyers (``Store.look_as``), and again when their roles
change; each of its connections carries that along. What nobody said is masked.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from sqlalchemy import Connection, Engine

from csdesk.model.sight import MASKED, Sight
from csdesk.rules.masking import masked_values

if TYPE_CHECKING:
    from csdesk.model.as_of import Difference
    from csdesk.model.log import Event

_OPTION = "csdesk_sight"


def look_as(engine: Engine, sight: Sight) -> None:
    """From here on connections of the engine answer for somebody who sees buyers so."""
    engine.update_execution_options(**{_OPTION: sight})


def sight(connection: Connection) -> Sight:
    """How whoever asks on this connection sees buyers."""
    found = connection.get_execution_options().get(_OPTION, MASKED)
    return found if isinstance(found, Sight) else MASKED


def masked_event(connection: Connection, event: Event) -> Event:
    """A step of the log as it is shown; folding needs the values themselves."""
    seen = sight(connection)
    if seen.clear or not event.order_no:
        return event
    before, after = (
        None if each is None else masked_values(each, seen) for each in (event.before, event.after)
    )
    return replace(event, before=before, after=after)


def masked_difference(connection: Connection, difference: Difference) -> Difference:
    """What is not the same at two instants, as it is shown: equal masks may stand for two values.

    Args:
        connection: of who asks.
        difference: found in the values themselves.
    """
    seen, field = sight(connection), difference.field
    before, after = (
        masked_values({field: each}, seen)[field] for each in (difference.before, difference.after)
    )
    return replace(difference, before=before, after=after)
