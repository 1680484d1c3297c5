"""A backup that was made in the middle of an import is one that the import can go on from."""

from __future__ import annotations

import signal

import pytest

from csdesk.model.backups import Why
from csdesk.model.settings import DeskSettings
from csdesk.services.restoring import Restoring
from csdesk.store import backups
from csdesk.store.engine import Store
from tests.faults.conftest import fill_inbox
from tests.intake.desks import everything, make_desk
from tests.services.desks import person


@pytest.mark.parametrize("step", [12, 25, 40])
def test_an_import_goes_on_in_a_restored_desk(step, importers, few, clean, room):
    """Killed somewhere, backed up as it lies there, restored: the next importer ends as ever."""
    desk = make_desk(room / "desk")
    fill_inbox(desk, few)
    assert importers.run(desk.folder, piece=20, die_at=step) == -signal.SIGKILL
    folder = desk.folder / backups.FOLDER
    with backups.working(folder):
        backup = backups.make(desk.store.path, folder, Why.ASKED)
    desk.close()
    Restoring(desk.folder, DeskSettings(), person("wang", roles=("lead",))).restore(backup)
    assert importers.run(desk.folder, piece=20) == 0
    desk.store = Store(desk.store.path)
    found, wanted = everything(desk), clean(few, 20)
    desk.close()
    steps = found["store"].pop("events")
    assert len(steps) == len(wanted["store"]["events"]) + 1, "that it was restored"
    others = {name: rows for name, rows in wanted["store"].items() if name != "events"}
    assert found["store"] == others
    assert found["search"] == wanted["search"]
    assert not found["inbox"]
    assert not found["staging"]
