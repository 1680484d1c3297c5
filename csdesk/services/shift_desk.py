"""What the opened desk knows of shifts: the other half of ``Desk``."""

from __future__ import annotations

from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from csdesk.model.desk import Actor
from csdesk.model.settings import DeskSettings
from csdesk.store.engine import Store

if TYPE_CHECKING:
    from csdesk.services.as_of import AsOf
    from csdesk.services.board import Board
    from csdesk.services.closing import ShiftReports
    from csdesk.services.handover import Handover
    from csdesk.services.notices import Notices
    from csdesk.services.presence import Presence
    from csdesk.services.purging import Purging
    from csdesk.services.receiving import Receiving
    from csdesk.services.report_files import ReportFiles
    from csdesk.services.reports import Reports
    from csdesk.services.roster import Roster
    from csdesk.services.shifts import Shifts
    from csdesk.services.sign_in import SignIn
    from csdesk.services.since import Since
    from csdesk.services.swaps import Swaps


class ShiftDesk:
    """A service for each job of a shift, loaded at its first use."""

    folder: Path
    settings: DeskSettings
    actor: Actor
    store: Store

    @cached_property
    def presence(self) -> Presence:
        """Who has which order open."""
        from csdesk.services.presence import Presence

        return Presence(self.folder, self.actor)

    @cached_property
    def sign_in(self) -> SignIn:
        """PINs: proving who one is."""
        from csdesk.services.sign_in import SignIn

        return SignIn(self.store, self.settings, self.actor)

    @cached_property
    def purging(self) -> Purging:
        """Buyers' data whose time is over."""
        from csdesk.services.purging import Purging

        return Purging(self.store, self.settings, self.actor)

    @cached_property
    def notices(self) -> Notices:
        """What people are told, and who has read it."""
        from csdesk.services.notices import Notices

        return Notices(self.store, self.settings, self.actor)

    @cached_property
    def shifts(self) -> Shifts:
        """Which shift is on; coming, going, closing, signing."""
        from csdesk.services.shifts import Shifts

        return Shifts(self.store, self.settings, self.actor, self.presence)

    @cached_property
    def shift_reports(self) -> ShiftReports:
        """Closing shifts; their reports, signatures and notes."""
        from csdesk.services.closing import ShiftReports

        return ShiftReports(self.store, self.settings, self.actor)

    @cached_property
    def board(self) -> Board:
        """What is stuck, in numbers."""
        from csdesk.services.board import Board

        return Board(self.store, self.settings, self.presence)

    @cached_property
    def since(self) -> Since:
        """What others did while I was away."""
        from csdesk.services.since import Since

        return Since(self.store, self.settings, self.actor)

    @cached_property
    def as_of(self) -> AsOf:
        """How orders and queues stood."""
        from csdesk.services.as_of import AsOf

        return AsOf(self.store, self.settings, self.actor)

    @cached_property
    def handover(self) -> Handover:
        """What is written down for the next shift."""
        from csdesk.services.handover import Handover

        return Handover(self.store, self.settings, self.actor)

    @cached_property
    def receiving(self) -> Receiving:
        """What the shift before handed over."""
        from csdesk.services.receiving import Receiving

        return Receiving(self.store, self.settings, self.actor)

    @cached_property
    def reports(self) -> Reports:
        """What was done, and what is left."""
        from csdesk.services.reports import Reports

        return Reports(self.store, self.settings, self.actor)

    @cached_property
    def report_files(self) -> ReportFiles:
        """Reports as files."""
        from csdesk.services.report_files import ReportFiles

        return ReportFiles(self.folder, self.settings, self.reports)

    @cached_property
    def roster(self) -> Roster:
        """Who is to work when."""
        from csdesk.services.roster import Roster

        return Roster(self.store, self.settings, self.actor)

    @cached_property
    def swaps(self) -> Swaps:
        """Wishes to work at other times."""
        from csdesk.services.swaps import Swaps

        return Swaps(self.store, self.settings, self.actor)
