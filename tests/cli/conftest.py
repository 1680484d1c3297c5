"""A desk that took in real export files, hostile buyers included, and a way to call csdesk."""

from __future__ import annotations

import io
import json
import shutil
import sys
from dataclasses import dataclass, replace
from datetime import UTC, datetime

import pytest

from csdesk.cli import run
from csdesk.sample.exports import write_taobao_pair
from csdesk.sample.orders import generate
from csdesk.sample.records import State
from tests.hostile import PAYLOADS

NOW = datetime(2026, 11, 22, 1, 30, tzinfo=UTC)


@dataclass(frozen=True)
class Told:
    """What a call of csdesk left behind."""

    status: int
    out: str
    err: str

    @property
    def answer(self):
        """The JSON document."""
        return json.loads(self.out)

    @property
    def rows(self):
        """Tab-separated lines as lists of cells."""
        return [line.split("\t") for line in self.out.splitlines()]


class Terminal(io.StringIO):
    """A stream that says it is a terminal."""

    encoding = "utf-8"

    def isatty(self):
        return True


@pytest.fixture(autouse=True)
def at_home(monkeypatch, tmp_path):
    """English, a desk of nobody's, and fault notes in a temporary folder."""
    monkeypatch.setenv("LC_ALL", "C.UTF-8")
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    monkeypatch.delenv("CSDESK_DESK", raising=False)


@pytest.fixture
def csdesk(monkeypatch, capsys):
    """Call csdesk: ``csdesk("search", "x", desk=folder, given="…", terminal=False)``."""

    def call(*arguments, desk=None, given=None, terminal=False):
        where = ["--desk", str(desk)] if desk else []
        if given is not None:
            monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(given.encode())))
        capsys.readouterr()
        if terminal:
            with monkeypatch.context() as here:
                shown = Terminal()
                here.setattr(sys, "stdout", shown)
                status = run([*where, *arguments])
            return Told(status, shown.getvalue(), capsys.readouterr().err)
        status = run([*where, *arguments])
        told = capsys.readouterr()
        return Told(status, told.out, told.err)

    return call


def readable(payload):
    """Whether a file with this text can be read at all: no NUL, no lone surrogate."""
    try:
        payload.encode()
    except UnicodeEncodeError:
        return False
    return "\0" not in payload


HOSTILE = tuple(payload for payload in PAYLOADS if readable(payload))


def hostile_orders():
    """Orders whose buyers wrote the payloads: first as message, then as their own names."""
    paid = (o for o in generate(800, 7, until=NOW, days=3) if o.state is State.PAID)
    for payload, order in zip(HOSTILE, paid, strict=False):
        yield replace(order, message=payload, remark=payload[:500])
    for payload, order in zip(HOSTILE, paid, strict=False):
        # A line break in a nickname is refused at intake: such a row has come apart.
        word = payload.replace("\r", "").replace("\n", " ")
        yield replace(order, buyer=replace(order.buyer, nick=word[:200], name=word[:100]))


@pytest.fixture(scope="session")
def taken_in(tmp_path_factory):
    """A desk with forty ordinary orders and one for each payload; not to be changed."""
    place = tmp_path_factory.mktemp("taken-in")
    folder = place / "desk"
    assert run(["init", str(folder)]) == 0
    (folder / "reserve").unlink(missing_ok=True)  # many tests copy the desk
    ordinary = list(generate(40, 3, until=NOW, days=2))
    first = [place / "ExportOrderList1.csv", place / "ExportOrderDetailList1.csv"]
    write_taobao_pair(ordinary, *first, vintage="2019")
    assert run(["--desk", str(folder), "import", *map(str, first)]) == 0
    second = [place / "ExportOrderList2.csv", place / "ExportOrderDetailList2.csv"]
    write_taobao_pair(hostile_orders(), *second, vintage="2019", encoding="utf-8")
    run(["--desk", str(folder), "import", *map(str, second)])
    return folder


@pytest.fixture
def desk(taken_in, tmp_path):
    """A copy of that desk, to work on."""
    return shutil.copytree(taken_in, tmp_path / "desk")


@pytest.fixture
def new_desk(csdesk, tmp_path):
    """A desk with nothing in it."""
    csdesk("init", str(tmp_path / "new"))
    return tmp_path / "new"
