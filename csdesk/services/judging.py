"""Making the checks of orders, from what stands in the store (S29, S44)."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from csdesk.model.review import Cell, Checked, Reviewed
from csdesk.model.settings import DeskSettings
from csdesk.model.sight import Sight
from csdesk.rules.masking import masked_cell
from csdesk.rules.review import judge
from csdesk.rules.review_cells import cells_of
from csdesk.store import review
from csdesk.store.changing import Standing, standing
from csdesk.store.sight import sight
from csdesk.words import named, tell

if TYPE_CHECKING:
    from sqlalchemy import Connection


def judged(
    connection: Connection, settings: DeskSettings, ids: Sequence[int], *, cells: bool = False
) -> dict[int, Reviewed]:
    """Orders with their checks, by id.

    Args:
        connection: reading or changing.
        settings: which checks are on.
        ids: of orders, some hundreds at most.
        cells: with the places in the files, which takes twice as long.
    """
    now = standing(connection, ids)
    subjects = review.subjects(connection, now, now=int(time.time()))
    told = review.told(connection, ids) if cells else {}
    made = {}
    for key, subject in subjects.items():
        checks = judge(subject, settings.review)
        if cells:
            checks = _placed(checks, told.get(key, ()), now[key], sight(connection))
        made[key] = Reviewed(now[key].order_no, now[key].version, checks)
    return made


def in_words(checks: Sequence[Checked]) -> str:
    """What checks found, as people read it: ``address: the district is missing``."""
    return "; ".join(
        f"{named(each.check)}: {tell(each.detail, each.facts)}" if each.detail
        else named(each.check)
        for each in checks
    )  # fmt: skip


def _placed(
    checks: Sequence[Checked], told: Sequence[review.Told], now: Standing, seen: Sight
) -> tuple[Checked, ...]:
    """Checks with the cells that they judged: of each field in the newest file that tells it."""
    skus = {n: str(line["sku"]) for n, line in now.lines.items()}
    placed = []
    for each in checks:
        cells: list[Cell] = []
        for field in each.fields:
            for telling in told:
                found = cells_of(
                    [field], batch_id=telling.batch_id, file=telling.file, row_no=telling.row_no,
                    raw=telling.raw, header=telling.header, told_in=telling.fields, skus=skus,
                )  # fmt: skip
                if found:
                    shown = [replace(each, value=masked_cell(field, each.value, seen))
                             for each in found]  # fmt: skip
                    cells += [cell for cell in shown if cell not in cells]
                    break
        placed.append(replace(each, cells=tuple(cells)))
    return tuple(placed)
