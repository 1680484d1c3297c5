"""Telling a person something: one sentence in the place of the key line, until the next key.

A notice never lies over what is being read: the key line gives its place, and a sentence that is
longer than a line moves the rest up while it stands.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from time import monotonic
from typing import TYPE_CHECKING, cast

from textual.dom import DOMNode
from textual.timer import Timer

from csdesk.model.errors import DeskError
from csdesk.plain import plain
from csdesk.words import say

if TYPE_CHECKING:
    from csdesk.ui.shell import Shell

SECONDS = 6.0
"""How long a notice stands if no key is pressed; a refusal stands twice as long."""

LEAST, LEAST_NEWS = 0.4, 1.5
"""Seconds that an answer, and what came by itself, stand whatever is typed: somebody who types on
must see them too."""

MOST_WAITING = 8
"""Notices that wait for their turn; older ones give way."""


@dataclass(frozen=True, slots=True)
class Notice:
    """One sentence, in the person's language."""

    sentence: str
    style: str = "$d-good"
    seconds: float = SECONDS
    news: bool = False
    """Whether it came by itself, not as the answer to a key: it waits for its turn."""


class NoticeBoard:
    """The notice that stands now, and those that wait."""

    def __init__(self, app: Shell, show: Callable[[], None]) -> None:
        """A board for one session.

        Args:
            app: gives the time.
            show: called when another notice stands, or none any more.
        """
        self._app = app
        self._show = show
        self.now: Notice | None = None
        """The notice that stands."""
        self._since = 0.0
        self._waiting: deque[Notice] = deque(maxlen=MOST_WAITING)
        self._timer: Timer | None = None

    def tell(self, notice: Notice) -> None:
        """Show a notice; news wait until what stands has gone."""
        if self.now is not None and notice.news:
            self._waiting.append(notice)
            return
        if self.now is not None and self.now.news and not self._seen:
            self._waiting.appendleft(self.now)
        self._put(notice)

    def key_pressed(self) -> None:
        """The person goes on: what has been seen goes."""
        if self.now is not None and self._seen:
            self._next()

    @property
    def _seen(self) -> bool:
        least = LEAST_NEWS if self.now and self.now.news else LEAST
        return monotonic() - self._since >= least

    def _next(self) -> None:
        self._put(self._waiting.popleft() if self._waiting else None)

    def _put(self, notice: Notice | None) -> None:
        if self._timer is not None:
            self._timer.stop()
            self._timer = None
        self.now, self._since = notice, monotonic()
        if notice is not None:
            self._timer = self._app.set_timer(notice.seconds, self._next)
        self._show()


def notice(node: DOMNode, sentence: str, *, warning: bool = False, news: bool = False) -> None:
    """Show a sentence, already in the person's language.

    Args:
        node: any node of the session.
        sentence: may hold stored text.
        warning: something is not as it should be.
        news: it came by itself, not as the answer to a key.
    """
    style = "$d-warn" if warning else "$d-good"
    _tell(node, Notice(_one_line("! " * warning + sentence), style, news=news))


def refusal(node: DOMNode, error: DeskError) -> None:
    """Show why something was not done."""
    _tell(node, Notice(_one_line("! " + say(error)), "$d-bad", 2 * SECONDS))


def _one_line(sentence: str) -> str:
    return " ".join(plain(sentence, lines=True).split())


def _tell(node: DOMNode, told: Notice) -> None:
    cast("Shell", node.app).notices.tell(told)
