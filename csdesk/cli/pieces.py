"""Lines of an order as arguments: ``--line 2``, or ``--line 2:1`` for one piece of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from csdesk.model.counting import is_whole_number
from csdesk.model.errors import NotUnderstood
from csdesk.model.orders import OrderDetail


def chosen_pieces(words: Sequence[str], order: OrderDetail, quantity: int | None) -> dict[int, int]:
    """The pieces that ``--line`` and ``--quantity`` name, by line.

    Args:
        words: each a line number, or line number and pieces with a colon between.
        order: whose lines are whole where no pieces are named; one it has not got is one piece,
            for the service to refuse.
        quantity: of the one line that is named.

    Raises:
        NotUnderstood: that is no line, or a quantity goes with several lines.
    """
    there: Mapping[int, int] = {line.line_no: line.quantity for line in order.lines}
    if quantity is not None and (len(words) != 1 or ":" in words[0]):
        raise NotUnderstood("--quantity goes with one --line; for several say --line 2:1 --line 3.")
    chosen: dict[int, int] = {}
    for word in words:
        line, _, pieces = word.partition(":")
        if not all(map(is_whole_number, word.split(":", 1))):
            raise NotUnderstood(
                '"{word}" is no line. Say its number, or 2:1 for one piece of line 2.', word=word
            )
        number = int(line)
        wanted = int(pieces) if pieces else quantity or there.get(number, 1)
        chosen[number] = chosen.get(number, 0) + wanted
    return chosen
