"""From the table of commands to Textual's bindings, and back to what can be done now."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Collection
from dataclasses import dataclass
from functools import partial
from typing import Any, TypeVar

from textual.binding import Binding, BindingType
from textual.dom import DOMNode
from textual.keys import _character_to_key
from textual.screen import Screen

from csdesk.commands import BY_ID, COMMANDS, Command
from csdesk.model.roles import Action

Method = TypeVar("Method", bound=Callable[..., Any])


def bindings(where: str) -> list[BindingType]:
    """The bindings of one place of the table, for a ``BINDINGS`` of a screen or widget.

    Each calls ``action_<name>`` of the class that has them. Keys are changed by desk.toml through
    ``App.set_keymap``; pairs such as ``g o`` are bound as they stand and followed by the app.
    """
    return [
        Binding(
            # A command without keys gets one that no keyboard has, so that the palette finds it.
            ",".join(command.keys) or f"<{command.id}>",
            command.action,
            command.label,
            tooltip=command.help,
            id=command.id,
        )
        for command in COMMANDS
        if command.where == where
    ]


def offered(*needs: Action) -> Callable[[Method], Method]:
    """Name a method of a command only to who has one of these rights; its key works for all.

    Whoever presses it all the same is told who may. ``job(needs=...)`` marks its method so by
    itself; this is for methods whose right depends on what they are used on, or that leave the
    refusal to the service.
    """

    def mark(method: Method) -> Method:
        vars(method)["offered"] = frozenset(needs)
        return method

    return mark


@dataclass(frozen=True, slots=True)
class Live:
    """A command that can be given now."""

    command: Command
    keys: tuple[str, ...]
    """Keys that give it now: a letter is missing while it would be typed into a box."""
    run: Callable[[], Awaitable[object]]
    """Does it."""
    may: bool = True
    """Whether the person has a right to it, as far as that is known."""


def live(screen: Screen[Any], rights: Collection[Action] | None = None) -> list[Live]:
    """What can be done now, innermost place first, in the order of the table within a place.

    Args:
        screen: the one that is shown.
        rights: of the person; None where they are not known.
    """
    found: dict[str, tuple[DOMNode, list[str], str]] = {}
    for key, (node, binding, enabled, _) in screen.active_bindings.items():
        if enabled and binding.id is not None and binding.id in BY_ID:
            found.setdefault(binding.id, (node, [], binding.action))[1].append(_short(key))
    commands = []
    for name, (node, keys, action) in found.items():
        wished = [key for key in BY_ID[name].keys if key in keys]
        others = [key for key in keys if key not in wished and not key.startswith("<")]
        run = partial(screen.app.run_action, action, node)
        may = rights is None or _may(rights, node, action)
        commands.append(Live(BY_ID[name], (*wished, *others), run, may))
    return commands


def _may(rights: Collection[Action], node: DOMNode, action: str) -> bool:
    """Whether one of the rights that the action is offered for is there, where it needs any."""
    method = getattr(node, f"action_{action}", None)
    needs: frozenset[Action] = getattr(method, "offered", frozenset())
    return not needs or not needs.isdisjoint(rights)


def _short(key: str) -> str:
    """Textual's long name of a key as the table writes it: ``slash`` is ``/``."""
    return _SHORT.get(key, key)


_SHORT = {_character_to_key(chr(code)): chr(code) for code in range(0x21, 0x7F)}
