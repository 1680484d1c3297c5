"""Work that waits for an answer of the desk without holding up the keys."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from functools import update_wrapper
from typing import Any, Concatenate, ParamSpec, TypeVar

from textual.app import ScreenStackError
from textual.css.query import NoMatches
from textual.dom import DOMNode, NoScreen
from textual.worker import Worker, WorkerCancelled

from csdesk.model.errors import DeskError
from csdesk.model.roles import Action
from csdesk.ui.desk_screen import DeskScreen
from csdesk.ui.keys import offered
from csdesk.ui.notices import refusal

Node = TypeVar("Node", bound=DOMNode)
P = ParamSpec("P")

LOAD = "load"
"""The group of the job that asks for what a screen shows."""


def job(
    group: str, *, needs: Action | None = None
) -> Callable[
    [Callable[Concatenate[Node, P], Awaitable[None]]], Callable[Concatenate[Node, P], Worker[None]]
]:
    """Make a coroutine method of a screen or widget start in the background when it is called.

    A new call ends the older one of the same group of that node: an answer that nobody waits for
    any more is dropped. A refusal of the desk (``DeskError``) is told as a sentence. What a key
    asked for (an ``action_``, or what needs a right) keeps the next keys waiting until it is done,
    or asks in its turn.

    Args:
        group: jobs of one node that replace each other.
        needs: what the person must have a right to: who has none is told so before the method
            asks anything, and key line, help and palette leave it out.
    """

    def decorate(
        method: Callable[Concatenate[Node, P], Awaitable[None]],
    ) -> Callable[Concatenate[Node, P], Worker[None]]:
        asked = needs is not None or method.__name__.startswith("action_")

        def start(node: Node, /, *args: P.args, **kwargs: P.kwargs) -> Worker[None]:
            screen = node if group == LOAD and isinstance(node, DeskScreen) else None
            if screen:
                screen.refused = False
            on_screen = node if isinstance(node, DeskScreen) or not asked else node.screen

            async def told() -> None:
                try:
                    if needs and isinstance(on_screen, DeskScreen):
                        await on_screen.check(needs)
                    await method(node, *args, **kwargs)
                except DeskError as error:
                    if screen:
                        screen.refused = True
                    refusal(node, error)

            async def unless_left() -> None:
                try:
                    await told()
                except (NoMatches, NoScreen, ScreenStackError):
                    # The screen was left, or the desk, while the answer was on its way: parts of it
                    # go before it does. What is about to go is not displayed any more.
                    app = node.app
                    stands = node.is_attached and (node is app or node.display)
                    if stands and app.is_running and app.screen_stack:
                        raise

            worker: Worker[None] = node.run_worker(unless_left, group=group, exclusive=True)
            if asked and isinstance(on_screen, DeskScreen):
                on_screen.at_work.add(worker)
            return worker

        update_wrapper(start, method)
        return offered(needs)(start) if needs else start

    return decorate


async def until_shown(screen: DeskScreen[Any], load: Worker[None]) -> None:
    """Wait until a screen shows the answer to what it asks, so that the next key is for that.

    Args:
        screen: that loads.
        load: its job of the group ``LOAD``. Where the pulse is quicker and asks anew, the wait is
            for that answer.
    """
    current: Worker[None] | None = load
    while current is not None:
        try:
            await current.wait()
        except WorkerCancelled:
            current = next(
                (each for each in screen.workers
                 if each.node is screen and each.group == LOAD and not each.is_finished),
                None,
            )  # fmt: skip
        else:
            return
