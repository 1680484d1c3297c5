"""kill -9 at any moment loses and doubles nothing: the next importer ends as a clean one."""

from __future__ import annotations

import os
import random
import signal
import time
from contextlib import suppress

import pytest
from sqlalchemy import update

from csdesk.store import columns, index
from tests.faults.conftest import fill_inbox
from tests.intake.desks import copy_store, everything, grams, make_desk

KILLS_PER_SEED = 10


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(10))
def test_a_hundred_kills_at_random_moments(seed, importers, exports, clean, lasts, room):
    chance = random.Random(seed)
    kills = desks = 0
    while kills < KILLS_PER_SEED:
        desk = make_desk(room / f"desk{desks}")
        desks += 1  # an importer may be done before it is killed: no kill, another desk
        fill_inbox(desk, exports)
        ended = -signal.SIGKILL
        while ended and kills < KILLS_PER_SEED:
            pid = importers.start(desk.folder, piece=10)
            time.sleep(chance.uniform(0.0, lasts))  # the moment is what is tested
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
            ended = importers.wait()
            kills += ended == -signal.SIGKILL
        assert importers.run(desk.folder, piece=10) == 0
        assert everything(desk) == clean(exports, 10)
        desk.close()


@pytest.mark.slow
@pytest.mark.parametrize("share", range(4))
def test_a_kill_before_each_single_step(share, importers, few, clean, room):
    """Every commit, and every name that is made or taken away, one after another."""
    step, ended = share + 1, -signal.SIGKILL
    while ended:
        desk = make_desk(room / f"desk{step}")
        fill_inbox(desk, few)
        ended = importers.run(desk.folder, piece=20, die_at=step)
        assert ended in (0, -signal.SIGKILL)
        if ended:
            assert importers.run(desk.folder, piece=20) == 0
        assert everything(desk) == clean(few, 20), f"killed before step {step}"
        desk.close()
        step += 4
    assert step > 60, "an import has more steps than that"


def test_an_index_that_is_built_anew_when_its_builder_is_killed_is_whole_in_the_end(
    importers, few, clean, room
):
    """Killed before each commit of the rebuild; whoever comes next goes on."""
    desk = make_desk(room / "first")
    fill_inbox(desk, few)
    assert importers.run(desk.folder, piece=20) == 0
    mark = columns.marks
    with desk.store.change() as c:
        c.execute(update(mark).where(mark.c.name == "grams_version").values(value="0"))
    step, ended = 1, -signal.SIGKILL
    while ended:
        copy = make_desk(room / f"desk{step}")
        copy_store(desk, copy)
        ended = importers.run(copy.folder, die_at=step)
        assert importers.run(copy.folder) == 0
        assert grams(copy) == clean(few, 20)["search"], f"killed before step {step}"
        with copy.store.read() as c:
            assert not index.outdated(c)
        copy.close()
        step += 1
    assert step > 4
    desk.close()
