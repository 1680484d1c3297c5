"""The keys of every command, with the wishes of desk.toml, and what is wrong with those.

Textual takes unknown names, nonsense keys and clashes in silence; the desk says them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from csdesk.commands import BY_ID, COMMANDS, INSIDE, PREFIX
from csdesk.model.errors import NotUnderstood
from csdesk.words import N_

FORBIDDEN = frozenset(
    {*(f"ctrl+{letter}" for letter in "abchijmqsz"), *(f"alt+{digit}" for digit in range(10))}
    | {"shift+f3", "ctrl+f3"}
)
"""Keys that a multiplexer, a terminal or a line discipline takes for itself (library facts B.6)."""

_NAMED = re.compile(
    r"enter|escape|space|tab|shift\+tab|backspace|insert|f([1-9]|1[0-2])"
    r"|((ctrl|shift)\+)?(up|down|left|right|home|end|pageup|pagedown|delete|f([1-9]|1[0-2]))"
    r"|shift\+enter|(ctrl|alt)\+[a-z]|alt\+[0-9]"
    r"|ideographic_comma|fullwidth_(colon|question_mark)"
)
"""Key names of more than one character; single printable ASCII characters are names too."""


def surrounding(where: str) -> Iterator[str]:
    """The place itself and the places around it, the nearest first."""
    while where:
        yield where
        where = INSIDE[where]


def key_fault(key: str) -> str:
    """Why a key cannot be bound: an English sentence with the place ``{key}``; empty if it can."""
    if key in FORBIDDEN:
        return N_("{key} cannot be used: terminals, tmux or screen keep it for themselves.")
    first, blank, second = key.partition(" ")
    if blank and (first != PREFIX or len(second) != 1):
        return N_("{key} is no pair of keys: write g, a blank and one character.")
    if key == PREFIX:
        return N_("{key} alone is the first of two keys: write g, a blank and one character.")
    if blank or (len(key) == 1 and "!" <= key <= "~") or _NAMED.fullmatch(key):
        return ""
    return N_("{key} is no key. Examples: x, X, f9, ctrl+t, enter, pageup, g x.")


def keymap(wishes: Mapping[str, str]) -> tuple[dict[str, tuple[str, ...]], list[NotUnderstood]]:
    """The keys of every command, with the wishes of desk.toml.

    Args:
        wishes: command id -> keys with commas between them, instead of the command's own.

    Returns:
        Command id -> keys; and what is wrong with the wishes. A wrong wish leaves the command its
        own keys.
    """
    keys = {command.id: command.keys for command in COMMANDS}
    faults: list[NotUnderstood] = []
    for name, text in wishes.items():
        wanted = tuple(key.strip() for key in text.split(",") if key.strip())
        fault = _wish_fault(name, wanted, keys)
        if fault is None:
            keys[name] = wanted
        else:
            faults.append(fault)
    return keys, faults


def _wish_fault(
    name: str, wanted: tuple[str, ...], keys: Mapping[str, tuple[str, ...]]
) -> NotUnderstood | None:
    """Why one wish cannot be granted."""
    if name not in BY_ID:
        return NotUnderstood(
            N_('[keys] of desk.toml names "{name}", which is no command. See KEYS.md.'), name=name
        )
    if not wanted:
        return NotUnderstood(N_("[keys] of desk.toml gives {name} no key."), name=name)
    for key in wanted:
        if sentence := key_fault(key):
            return NotUnderstood(sentence, key=key)
        for other in COMMANDS:
            if other.id != name and key in keys[other.id] and _meet(BY_ID[name].where, other.where):
                return NotUnderstood(
                    N_("[keys] of desk.toml gives {name} the key {key}, which {other} has."),
                    name=name,
                    key=key,
                    other=other.id,
                )
    return None


def _meet(one: str, other: str) -> bool:
    """Whether commands of both places can work at the same time."""
    return one in surrounding(other) or other in surrounding(one)
