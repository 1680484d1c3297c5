"""Whoever works in Chinese sees Chinese: no message is missing, stale or broken."""

from __future__ import annotations

import ast
import re
import string

import pytest

from tests.house.catalogue import (
    MO,
    PO,
    SPOKEN_BY,
    extracted,
    mo_bytes,
    translated,
)
from tests.house.rooms import modules

CALLS = {"_", "N_", "ngettext", *SPOKEN_BY}


def forms(message):
    """The singular, or singular and plural, of an id or of a translation."""
    return [message] if isinstance(message, str) else list(message)


def places(template):
    """The ``{places}`` of a template, and the ``%(places)s`` of argparse's."""
    braces = {name for _, name, _, _ in string.Formatter().parse(template) if name is not None}
    return braces | set(re.findall(r"%(?:\(\w+\))?[sdr]", template))


def put_together(argument):
    """Whether an argument is built at run time rather than written out or handed on."""
    if isinstance(argument, ast.Call):
        return getattr(argument.func, "attr", "") in ("format", "join")
    return isinstance(argument, ast.JoinedStr | ast.BinOp)


def test_every_message_of_the_source_is_in_chinese():
    chinese = translated()
    missing = [
        message.id
        for message in extracted()
        if message.id
        and not (
            (known := chinese.get(message.id))
            and all(form.strip() for form in forms(known.string))
            and not known.fuzzy
        )
    ]
    assert missing == [], "run `make words` and translate them in csdesk.po"


def test_no_message_is_translated_that_nobody_says():
    said = extracted()
    assert [m.id for m in translated() if m.id and not said.get(m.id)] == [], "run `make words`"


def test_chinese_has_the_places_of_the_english():
    wrong = [
        message.id
        for message in translated()
        if message.id
        and any(places(form) != places(forms(message.id)[-1]) for form in forms(message.string))
    ]
    assert wrong == []


def test_no_message_stands_twice():
    ids = re.findall(r'^msgid ((?:".*"\n)+)', PO.read_text(encoding="utf-8"), re.MULTILINE)
    assert sorted({i for i in ids if ids.count(i) > 1}) == []


def test_the_compiled_catalogue_is_the_written_one():
    assert MO.read_bytes() == mo_bytes(translated()), "run `make words`"


@pytest.mark.parametrize("path", modules().values(), ids=modules())
def test_messages_can_be_found_by_the_extractor(path):
    """A message put together at run time (f-string, ``+``, ``.format``) has no translation."""
    made = [
        node.lineno
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call)
        and getattr(node.func, "id", getattr(node.func, "attr", "")) in CALLS
        and node.args
        and put_together(node.args[0])
    ]
    assert made == []


@pytest.mark.parametrize("path", modules().values(), ids=modules())
def test_no_message_hides_inside_an_f_string(path):
    """The extractor does not look into them."""
    hidden = [
        call.lineno
        for text in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(text, ast.JoinedStr)
        for call in ast.walk(text)
        if isinstance(call, ast.Call) and getattr(call.func, "id", "") in ("_", "N_", "ngettext")
        if isinstance(call.args[0], ast.Constant)
    ]
    assert hidden == []
