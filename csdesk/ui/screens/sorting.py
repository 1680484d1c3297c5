"""In what order the list of orders is to stand (design §9)."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from csdesk.model.sorting import Sort
from csdesk.plain import cell_width, fit
from csdesk.ui.screens.choosing import Choosing
from csdesk.words import _, language, named

if TYPE_CHECKING:
    from csdesk.ui.app import CsdeskApp


def ask_sort(app: CsdeskApp, query: str, sort: Sort, find: Callable[[str], None]) -> None:
    """Ask how the list shall stand, and search anew so.

    Args:
        app: of the session.
        query: of the list.
        sort: how it stands now.
        find: searches.
    """
    orders, chinese = app.desk.orders, language() == "zh"
    words = {each: named(each) for each in Sort}
    width = max(map(cell_width, words.values()))
    options = [
        f"{fit(word, width)}  {orders.sorted_by('', each, chinese=chinese)}"
        for each, word in words.items()
    ]

    def take(place: int | None) -> None:
        if place is not None:
            find(orders.sorted_by(query, list(Sort)[place], chinese=chinese))

    heading = _("How shall the list stand?")
    app.push_screen(Choosing(heading, options, chosen=list(Sort).index(sort)), take)
