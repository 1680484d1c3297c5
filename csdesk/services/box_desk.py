"""What the opened desk knows of the box it runs on: another part of ``Desk``."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from csdesk.services.people_desk import PeopleDesk

if TYPE_CHECKING:
    from csdesk.services.audit import Audit
    from csdesk.services.backups import Backups


class BoxDesk(PeopleDesk):
    """A service for each job of whoever runs the box, loaded at its first use."""

    @cached_property
    def audit(self) -> Audit:
        """Whether the log is what it was."""
        from csdesk.services.audit import Audit

        return Audit(self.folder, self.store)

    @cached_property
    def backups(self) -> Backups:
        """Verified copies of the store."""
        from csdesk.services.backups import Backups

        return Backups(self.folder, self.store, self.settings, self.actor)
