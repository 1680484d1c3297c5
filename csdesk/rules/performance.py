"""People's figures beside their team's median: only what the log proves (F51)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from statistics import median

from csdesk.model.desk import Actor
from csdesk.model.reports import Measure, Performance, Period, PersonFigures
from csdesk.model.roles import Action
from csdesk.rules.permissions import may
from csdesk.rules.report_counting import Steps

_COUNTED: Mapping[str, Measure] = {
    "order.approve": Measure.REVIEWED,
    "order.hold": Measure.REVIEWED,
    "order.problem": Measure.REVIEWED,
    "remark.add": Measure.REMARKS,
    "case.closed": Measure.CASES_CLOSED,
    "case.refused": Measure.CASES_CLOSED,
    "handover.ack": Measure.ITEMS_CARRIED,
}

_BY_RIGHT: Mapping[Measure, tuple[Action, ...]] = {
    Measure.REVIEWED: (Action.REVIEW,),
    Measure.REMARKS: (Action.REMARK,),
    Measure.ANSWERED: (Action.ANSWER_FINANCE, Action.ANSWER_SHIPPING),
    Measure.CASES_CLOSED: (Action.CASE,),
    Measure.ITEMS_CARRIED: (Action.SHIFT,),
}
"""Who may do nothing of it has no 0 in it."""


def figures_of(
    period: Period,
    team: Iterable[Actor],
    steps: Iterable[Steps],
    answers: Mapping[str, Sequence[float]],
) -> Performance:
    """The figures of everybody who works or worked here, by name.

    Args:
        period: which they are of.
        team: everybody.
        steps: of the period, by person.
        answers: minutes that each answer took, by login.
    """
    counts: dict[str, dict[Measure, int]] = defaultdict(lambda: defaultdict(int))
    for each in steps:
        measure = _COUNTED.get(each.kind)
        if measure is not None:
            counts[each.login][measure] += each.count
    people = []
    for who in sorted(team, key=lambda each: (each.name, each.login)):
        minutes = answers.get(who.login, ())
        counts[who.login][Measure.ANSWERED] = len(minutes)
        measures: dict[Measure, int | None] = {}
        for name in Measure:
            if name is Measure.ANSWER_MINUTES:
                measures[name] = round(median(minutes)) if minutes else None
                continue
            done = counts[who.login][name]
            allowed = any(may(who.roles, right) for right in _BY_RIGHT[name])
            measures[name] = done if done or allowed else None
        if any(measures.values()):
            people.append(PersonFigures(who.name, tuple(sorted(who.roles)), measures))
    middle = {name: _median(people, name) for name in Measure}
    return Performance(period, tuple(people), middle)


def _median(people: Sequence[PersonFigures], name: Measure) -> float | None:
    values = [value for each in people if (value := each.measures[name]) is not None]
    return float(median(values)) if values else None
