"""A restored desk is a working one: it opens on the orders that the backup had (figure G12)."""

from __future__ import annotations

from csdesk.model.settings import DeskSettings
from csdesk.services.backups import Backups
from csdesk.services.restoring import Restoring
from tests.services.desks import person
from tests.ui.conftest import screen_text, session

LEAD = person("wang", "王芳", ("lead",))


async def test_a_restored_desk_opens_on_what_the_backup_had(twenty, folder):
    backup = Backups(folder, twenty.store, twenty.settings, LEAD).make()
    twenty.order("TB240203-0001", "9999999999", name="后来的人")
    async with session(folder) as pilot:
        assert "TB240203-0001" in screen_text(pilot.app)
    twenty.store.close()
    Restoring(folder, DeskSettings(), LEAD).restore(backup)
    async with session(folder) as pilot:
        shown = screen_text(pilot.app)
        assert "TB240202-0020" in shown
        assert "TB240203-0001" not in shown
