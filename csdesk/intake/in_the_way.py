"""What lies in the inbox and is never taken in: told once, and listed as long as it lies there."""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable
from datetime import UTC, datetime
from pathlib import Path

from csdesk.intake.inbox import Problem
from csdesk.intake.staging import shown_name
from csdesk.model.intake import Obstacle
from csdesk.store import obstacles
from csdesk.store.engine import Store


class InTheWay:
    """Keeps the list of obstacles; writes only what has changed."""

    def __init__(self, inbox: Path, store: Store, tell: Callable[[Problem], None]) -> None:
        """Nothing is known yet.

        Args:
            inbox: the folder.
            store: keeps the list for the screens.
            tell: told once of each.
        """
        self._inbox = inbox
        self._store = store
        self._tell = tell
        self._told: set[Path] = set()
        self._met: dict[Path, Problem] = {}

    def met(self, problem: Problem) -> None:
        """A finished file could not be taken in; it is tried again later."""
        self._tell(problem)
        self._met[problem.path] = problem

    def are(self, problems: Iterable[Problem], put_off: Container[Path]) -> None:
        """A look at the inbox is over.

        Args:
            problems: what it found that is never taken in.
            put_off: files that are tried again later.

        Raises:
            StoreUnusable: the list could not be kept.
        """
        self._met = {path: each for path, each in self._met.items() if path in put_off}
        there = {problem.path: problem for problem in problems}
        for path in there.keys() - self._told:
            self._tell(there[path])
        self._told = set(there)
        self._keep([*there.values(), *self._met.values()])

    def _keep(self, problems: list[Problem]) -> None:
        with self._store.read() as c:
            known = {(each.path, each.reason): each for each in obstacles.found(c)}
        now = datetime.now(UTC)
        listed: dict[tuple[str, str], Obstacle] = {}
        for problem in problems:
            key = (self._shown(problem.path), problem.reason)
            listed[key] = known.get(key) or Obstacle(*key, problem.facts, now)
        if listed.keys() != known.keys():
            by_path = {each.path: each for each in listed.values()}
            with self._store.change() as c:
                obstacles.keep(c, list(by_path.values()))

    def _shown(self, path: Path) -> str:
        parts = path.relative_to(self._inbox).parts
        return "/".join(shown_name(Path(part)) for part in parts)
