"""A nursery for all tests of faults, and what they take in."""

from __future__ import annotations

import os
import shutil
import tempfile
import time
from contextlib import contextmanager
from functools import cache
from pathlib import Path

import pytest

from tests.faults.nursery import nursery
from tests.intake.desks import changed_cells, everything, make_desk, sample, write_pair


@pytest.fixture(scope="session")
def importers():
    with nursery() as found:
        yield found


@pytest.fixture(scope="session")
def exports(tmp_path_factory):
    """Two downloads of one shop, the second with changes; a copy of one file, and a broken one."""
    folder = tmp_path_factory.mktemp("exports")
    orders = sample(70, days=2)
    write_pair(folder, orders[30:], "2026-11-22-1.csv", "2026-11-22-2.csv")
    later = write_pair(folder, orders, "2026-11-22-11.csv", "2026-11-22-22.csv")
    change = {each.number: {"订单备注": f"改{n}"} for n, each in enumerate(orders[::5])}
    changed_cells(later[0], change | {orders[3].number: {"总金额": "十块"}})
    shutil.copy(folder / "2026-11-22-1.csv", folder / "2026-11-22-1 (1).csv")
    (folder / "2026-11-23.csv").write_text("no export at all\n")
    return folder


@pytest.fixture(scope="session")
def few(tmp_path_factory):
    """One download, one file of it again, and a file that is no export."""
    folder = tmp_path_factory.mktemp("few")
    write_pair(folder, sample(30, days=2), "2026-11-22-1.csv", "2026-11-22-2.csv")
    shutil.copy(folder / "2026-11-22-2.csv", folder / "2026-11-22-2 (1).csv")
    (folder / "2026-11-23.csv").write_text("no export at all\n")
    return folder


@contextmanager
def in_memory(instead: Path):
    """A folder in memory where there is one: a kill loses nothing that a disk would keep."""
    memory = Path("/dev/shm")
    if not os.access(memory, os.W_OK):
        yield instead
        return
    with tempfile.TemporaryDirectory(dir=memory) as folder:
        yield Path(folder)


@pytest.fixture
def room(tmp_path):
    with in_memory(tmp_path) as folder:
        yield folder


@pytest.fixture(scope="session")
def lasts(importers, exports, tmp_path_factory):
    """Seconds that an import of the exports takes when nothing disturbs it."""

    def seconds(folder):
        desk = make_desk(folder)
        desk.close()
        fill_inbox(desk, exports)
        begun = time.perf_counter()
        assert importers.run(desk.folder, piece=10) == 0
        return time.perf_counter() - begun

    with in_memory(tmp_path_factory.mktemp("lasts")) as room:
        return min(seconds(room / f"desk{n}") for n in range(3))


def fill_inbox(desk, exports: Path) -> None:
    """Put the exports into the inbox, as old as they were written."""
    for path in exports.iterdir():
        shutil.copy2(path, desk.folder / "inbox")


@pytest.fixture(scope="session")
def clean(importers, tmp_path_factory):
    """What the desk holds after an import that nothing disturbed."""

    @cache
    def taken_in(exports: Path, piece: int):
        desk = make_desk(tmp_path_factory.mktemp("clean") / "desk")
        fill_inbox(desk, exports)
        assert importers.run(desk.folder, piece=piece) == 0
        found = everything(desk)
        desk.close()
        assert not found["inbox"]
        assert not found["staging"]
        return found

    return taken_in
