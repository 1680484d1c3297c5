"""What all changes of Amazon cases share: the version seen, one event, one line of history."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from csdesk.model.amazon import AmazonCase, Checked
from csdesk.model.desk import Actor
from csdesk.model.errors import Conflict
from csdesk.model.roles import Action
from csdesk.model.settings import DeskSettings
from csdesk.rules.plan_of_action import lint
from csdesk.services.acting import Act
from csdesk.services.plan_papers import PlanPapers
from csdesk.services.settling import MOST, Kept, known
from csdesk.store import amazon as rows
from csdesk.store.engine import Store
from csdesk.words import N_

if TYPE_CHECKING:
    from sqlalchemy import Connection

_MISSING = N_("There is no Amazon case {id}.")

Values = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Over:
    """The text that a change takes the place of: what else was changed in the case matters not."""

    seen: str | None
    """What the person had before their eyes; None where they did not look."""
    now: Callable[[AmazonCase], str | None]
    """What stands there; None where nothing does any more."""

    def stands(self, case: AmazonCase) -> bool:
        """Whether nobody would lose a text unseen."""
        return self.seen is not None and self.now(case) in (self.seen, None)


class AmazonActing(Kept[AmazonCase]):
    """Looking at Amazon cases, and one change of one."""

    def __init__(self, store: Store, settings: DeskSettings, actor: Actor) -> None:
        super().__init__(store, settings, actor, rows, _MISSING)
        self._papers = PlanPapers(store.path.parent, settings)

    @property
    def _now(self) -> datetime:
        return datetime.now(ZoneInfo(self._settings.zone))

    def listed(self, *, everything: bool = False, limit: int = MOST) -> tuple[Checked, ...]:
        """Cases with what the check finds: what waits, the most urgent first; or all, newest first.

        Args:
            everything: closed ones too.
            limit: how many at most.
        """
        found = self.newest(limit=limit) if everything else self.waiting(limit=limit)
        return tuple(self._check(each) for each in found)

    def checked(self, case_id: int) -> Checked:
        """A case, and what the check finds in its plan.

        Raises:
            NotFound: there is no such case.
        """
        return self._check(self.one(case_id))

    def _check(self, case: AmazonCase) -> Checked:
        return Checked(case, lint(case, self._now.date()))

    def _change(
        self,
        case_id: int,
        do: Callable[[Act, AmazonCase], None],
        seen: int | None,
        client_id: str,
        right: Action = Action.AMAZON,
        *,
        over: Over | None = None,
    ) -> AmazonCase:
        with self._acting.change(right, undoable=False) as act:
            case = case_known(act.connection, case_id)
            if act.sent(client_id):
                return case
            if seen is not None and seen != case.version and not (over and over.stands(case)):
                raise Conflict(
                    "{who} changed Amazon case {id} meanwhile. Look at it again, then decide.",
                    who=case.steps[-1].author, id=case.id, version=case.version,
                    **({"text": over.now(case) or ""} if over else {}),
                )  # fmt: skip
            do(act, case)
            return case_known(act.connection, case_id)


def case_known(connection: Connection, case_id: int) -> AmazonCase:
    """A case as it stands.

    Raises:
        NotFound: there is none with that id.
    """
    return known(connection, rows, case_id, _MISSING)


def note(
    act: Act,
    case_id: int,
    kind: str,
    before: Values,
    after: Values,
    words: str = "",
    client_id: str = "",
    values: Values | None = None,
) -> None:
    """Give a case its new values and version, and note that in its history and in the log.

    Args:
        act: the change under way.
        case_id: of the case.
        kind: what was done, ``amazon.set``.
        before: what stood there.
        after: what stands there now.
        words: for the history of the case.
        client_id: of the change.
        values: columns of the case that change.
    """
    told = {"amazon": case_id}
    act.log(kind, before=told | dict(before) if before else None, after=told | dict(after),
            client_id=client_id)  # fmt: skip
    rows.step(act.connection, case_id, kind, words, act.actor)
    rows.write(act.connection, case_id, **(values or {}))
