"""Who else has which order open: told to others, and shown in the list and in the order (F68)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from csdesk.model.presence import Doing, Present
from csdesk.ui.desk_screen import DeskDialog, DeskScreen
from csdesk.ui.widgets.order_table import OrderTable

if TYPE_CHECKING:
    from csdesk.ui.app import CsdeskApp


class Colleagues:
    """The others at this desk, as seen from one session."""

    def __init__(self, app: CsdeskApp) -> None:
        """Know nobody yet."""
        self._app = app
        self._told: tuple[str, Doing] | None = None
        """What was told last; None until this session has told that it is there."""
        self._here: tuple[Present, ...] = ()

    def at(self, order_no: str) -> tuple[Present, ...]:
        """Who else has an order open, by name."""
        return tuple(each for each in self._here if each.order_no == order_no)

    @property
    def orders(self) -> dict[str, Doing]:
        """The orders that somebody has open, and whether somebody is changing them."""
        found: dict[str, Doing] = {}
        for each in self._here:
            if found.get(each.order_no) is not Doing.EDITING:
                found[each.order_no] = each.doing
        return found

    async def look(self) -> None:
        """Tell the others where this session is, and see where they are."""
        self._told, before = _whereabouts(self._app), self._told
        here = await self._app.ask(self._exchange, self._told != before)
        if here != self._here:
            self._here = here
            for screen in self._app.screen_stack:
                for table in screen.query(OrderTable):
                    table.refresh()
                if isinstance(screen, DeskScreen):
                    screen.colleagues_changed()

    def _exchange(self, moved: bool) -> tuple[Present, ...]:
        presence = self._app.desk.presence
        if moved:
            presence.at(*(self._told or ("", Doing.VIEWING)))
        return presence.others()


def _whereabouts(app: CsdeskApp) -> tuple[str, Doing]:
    """The order that the person has open, and whether they are changing it."""
    doing = Doing.VIEWING
    for screen in reversed(app.screen_stack):
        if isinstance(screen, DeskDialog):
            doing = Doing.EDITING
        if isinstance(screen, DeskScreen) and screen.order_no:
            return screen.order_no, doing
    return "", Doing.VIEWING
