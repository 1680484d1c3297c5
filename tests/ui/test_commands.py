"""Every command once: its keys survive terminals, do not clash, and can be changed with care."""

from __future__ import annotations

import re
import unicodedata

import pytest

from csdesk.commands import BY_ID, COMMANDS, INSIDE, PLACES, shown
from csdesk.keymap import FORBIDDEN, key_fault, keymap, surrounding
from csdesk.ui.app import CsdeskApp

every = pytest.mark.parametrize("command", COMMANDS, ids=[c.id for c in COMMANDS])

JOURNEYS = {
    "desk.search": "/", "desk.help": "?", "desk.palette": ":", "desk.orders": "g o",
    "desk.imports": "g i", "list.down": "j", "list.up": "k", "list.open": "enter",
    "list.mark": "space", "order.internal": "1", "order.finance": "2", "order.shipping": "3",
    "order.remark": "n", "order.customer": "c", "order.log": "L", "order.copy": "y",
    "remark.save": "enter", "remark.newline": "ctrl+j", "search.back": "escape",
    "order.back": "escape", "order.flag": "f", "order.blacklist": "b", "desk.undo": "u",
    "imports.open": "enter", "batch.accept": "y", "desk.finance_inbox": "g f",
    "desk.shipping_inbox": "g d", "desk.my_queue": "g m", "desk.mirror": "m",
    "order.template": "t", "asking.done": "d", "asking.query": "q", "mirror.copy": "y",
    "desk.stock": "g s", "desk.shortages": "g p", "order.can_ship": "w", "shortages.call": "c",
    "shortages.expect": "e", "shortages.discontinue": "X", "can_ship.copy": "y",
    "desk.handover": "g h", "desk.hand_over": "H", "handover.acknowledge": "a",
    "handover.sign": "S", "handover.close": "C",
    "desk.lead": "g l", "desk.amazon": "g a", "amazon_case.check": "l", "amazon_case.export": "E",
    "desk.unpaid": "g w", "unpaid.urge": "t", "request.yes": "y",
}  # fmt: skip
"""The letters of journey 5.0."""


@pytest.mark.parametrize(("name", "key"), JOURNEYS.items())
def test_the_keys_of_the_journeys_hold(name, key):
    assert BY_ID[name].keys[0] == key


@every
def test_no_command_has_a_key_that_terminals_keep(command):
    allowed = {"ctrl+j"} if command.action == "newline" else set()
    assert {
        key: key_fault(key) for key in command.keys if key_fault(key) and key not in allowed
    } == {}


@every
def test_a_letter_has_a_second_key_that_an_input_method_does_not_take(command):
    """A Chinese input method takes letters and turns punctuation into full-width signs."""
    letters = [key for key in command.keys if re.fullmatch(r"[A-Za-z]|g .", key)]
    others = [
        key
        for key in command.keys
        if re.fullmatch(r"((shift|ctrl)\+)?f\d+|(ctrl|alt)\+\w|[a-z]{2,}", key)
    ]
    assert not letters or others


@every
def test_f1_f10_and_f11_are_never_the_only_other_key(command):
    """Terminals open menus and go full screen with them."""
    others = {key for key in command.keys if len(key) > 1 and " " not in key}
    letters = {key for key in command.keys if len(key) == 1}
    assert not others or not others <= {"f1", "f10", "f11"} or letters


def test_two_commands_that_meet_never_share_a_key():
    """An inner place may take a key of the place around it only where this list says so."""
    clashes = [
        (one.id, other.id, key)
        for n, one in enumerate(COMMANDS)
        for other in COMMANDS[n + 1 :]
        for key in set(one.keys) & set(other.keys)
        if one.where in surrounding(other.where) or other.where in surrounding(one.where)
    ]
    # On a conflict or a step of the log its own keys count; 1, 2 or 3 goes back to the remarks.
    assert {(frozenset((one, other)), key) for one, other, key in clashes} == {
        (frozenset(("conflicts.theirs", "order.template")), "t"),
        (frozenset(("conflicts.edit", "order.exchange")), "e"),
        (frozenset(("log.open", "order.correct")), "enter"),
    }


@every
def test_a_command_has_words_and_a_place(command):
    assert command.where in INSIDE
    assert command.where in PLACES
    assert command.help.endswith(".")
    assert unicodedata.is_normalized("NFC", command.help)
    assert len(command.label) <= 20


def test_wishes_are_granted():
    keys, faults = keymap({"desk.search": "ctrl+home, ctrl+v", "list.open": "o"})
    assert faults == []
    assert keys["desk.search"] == ("ctrl+home", "ctrl+v")
    assert keys["list.open"] == ("o",)
    assert keys["desk.help"] == BY_ID["desk.help"].keys


@pytest.mark.parametrize(
    ("name", "keys", "told"),
    [
        ("desk.serach", "f11", "desk.serach"),
        ("desk.search", "", "no key"),
        ("desk.search", "hyper+x", "hyper+x"),
        ("desk.search", "ctrl+c", "ctrl+c"),
        ("desk.search", "alt+1", "alt+1"),
        ("desk.search", "g", "two keys"),
        ("desk.search", "x y", "pair"),
        ("desk.search", "Q", "desk.quit"),
        ("list.open", "?", "desk.help"),
        ("list.open", "j", "list.down"),
    ],
)
def test_a_wrong_wish_is_told_and_changes_nothing(name, keys, told):
    granted, faults = keymap({name: keys})
    assert told in str(faults[0])
    assert granted == {command.id: command.keys for command in COMMANDS}


def test_the_same_key_in_places_that_never_meet_is_no_clash():
    assert keymap({"filter.clear": "f8"})[1] == []


def test_nothing_else_is_bound_everywhere():
    """Textual's own ctrl+q and ctrl+c would quit or say how."""
    bound = {key for key, _ in CsdeskApp._merge_bindings()}
    assert bound & FORBIDDEN == set()


@pytest.mark.parametrize(
    ("key", "text"),
    [
        ("ctrl+f", "Ctrl+F"), ("f3", "F3"), ("pagedown", "PgDn"), ("g o", "g o"), ("/", "/"),
        ("escape", "Esc"), ("shift+enter", "Shift+Enter"), ("fullwidth_colon", "："), ("Q", "Q"),
    ],
)  # fmt: skip
def test_keys_are_written_as_on_the_keyboard(key, text):
    assert shown(key) == text
