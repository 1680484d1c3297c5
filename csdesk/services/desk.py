"""The opened desk: one store, one person, and a service per job."""

from __future__ import annotations

from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from csdesk.services.box_desk import BoxDesk
from csdesk.services.people_desk import PeopleDesk
from csdesk.store.engine import Store

if TYPE_CHECKING:
    from csdesk.model.desk import Actor
    from csdesk.model.settings import DeskSettings
    from csdesk.services.accounts import Accounts
    from csdesk.services.amazon import AmazonCases
    from csdesk.services.asks import Inboxes
    from csdesk.services.blacklist import Blacklist
    from csdesk.services.bulk import Bulk
    from csdesk.services.cases import Cases
    from csdesk.services.conflicts import Conflicts
    from csdesk.services.downloads import Downloads
    from csdesk.services.draft_files import DraftFile
    from csdesk.services.drafts import Drafts
    from csdesk.services.editing import Editing
    from csdesk.services.exchanges import Exchanges
    from csdesk.services.family import Family
    from csdesk.services.gate import Gate
    from csdesk.services.gifts import Gifts
    from csdesk.services.imports import Imports
    from csdesk.services.ledger import Ledger
    from csdesk.services.log import Log
    from csdesk.services.mirror import Mirror
    from csdesk.services.orders import Orders
    from csdesk.services.payments import Payments
    from csdesk.services.printing import Printing
    from csdesk.services.priorities import Priorities
    from csdesk.services.promises import Promises
    from csdesk.services.purchasing import Purchasing
    from csdesk.services.remarks import Remarks
    from csdesk.services.requests import Requests
    from csdesk.services.review import Review
    from csdesk.services.saved import SavedSearches
    from csdesk.services.shipping import Shipping
    from csdesk.services.soundness import Soundness
    from csdesk.services.speaking import Speaking
    from csdesk.services.stock import Stock
    from csdesk.services.stuck import StuckOrders
    from csdesk.services.submissions import Submissions
    from csdesk.services.undo import Undo
    from csdesk.services.urging import Urging
    from csdesk.services.wording import Wording
    from csdesk.store.pulse import Pulse

STORE_NAME = "desk.db"
"""The store's file inside a desk folder (design §2)."""


class Desk(BoxDesk, PeopleDesk):
    """What a front end is handed: it asks questions and sends changes through the services.

    A service is loaded at its first use, so that the first page waits for one of them only.
    """

    def __init__(
        self, folder: Path, settings: DeskSettings, actor: Actor, *, brief: bool = False
    ) -> None:
        """Open the desk in ``folder``; ``brief`` as for ``Store``.

        Raises:
            StoreUnusable: the store is missing, damaged, foreign, or from a newer csdesk.
        """
        self.folder = folder
        self.settings = settings
        self.actor = actor
        self.store = Store(folder / STORE_NAME, brief=brief)
        self.look_as(actor.roles)

    @cached_property
    def orders(self) -> Orders:
        """Finding and reading orders."""
        from csdesk.services.orders import Orders

        return Orders(self.store, self.settings, self.actor)

    @cached_property
    def remarks(self) -> Remarks:
        """Reading and writing remarks."""
        from csdesk.services.remarks import Remarks

        return Remarks(self.store, self.settings, self.actor)

    @cached_property
    def drafts(self) -> Drafts:
        """Text not saved yet."""
        from csdesk.services.drafts import Drafts

        return Drafts(self.store, self.settings, self.actor)

    @cached_property
    def draft_file(self) -> DraftFile:
        """Text that the store does not take."""
        from csdesk.services.draft_files import DraftFile

        return DraftFile(self.folder, self.actor.login)

    @cached_property
    def imports(self) -> Imports:
        """Batches, rejects, conflicts."""
        from csdesk.services.imports import Imports

        return Imports(self.store, self.settings, self.actor)

    @cached_property
    def saved(self) -> SavedSearches:
        """Searches kept under names."""
        from csdesk.services.saved import SavedSearches

        return SavedSearches(self.store, self.settings, self.actor, self.orders)

    @cached_property
    def log(self) -> Log:
        """The event log."""
        from csdesk.services.log import Log

        return Log(self.store, self.settings, self.actor)

    @cached_property
    def conflicts(self) -> Conflicts:
        """Fields that both sides changed."""
        from csdesk.services.conflicts import Conflicts

        return Conflicts(self.store, self.settings, self.actor)

    @cached_property
    def editing(self) -> Editing:
        """Correcting orders."""
        from csdesk.services.editing import Editing

        return Editing(self.store, self.settings, self.actor)

    @cached_property
    def exchanges(self) -> Exchanges:
        """Another item before it leaves."""
        from csdesk.services.exchanges import Exchanges

        return Exchanges(self.store, self.settings, self.actor)

    @cached_property
    def bulk(self) -> Bulk:
        """One change for many orders."""
        from csdesk.services.bulk import Bulk

        return Bulk(self.store, self.settings, self.actor)

    @cached_property
    def payments(self) -> Payments:
        """The payment status."""
        from csdesk.services.payments import Payments

        return Payments(self.store, self.settings, self.actor)

    @cached_property
    def blacklist(self) -> Blacklist:
        """Customers whose orders are red."""
        from csdesk.services.blacklist import Blacklist

        return Blacklist(self.store, self.settings, self.actor)

    @cached_property
    def inboxes(self) -> Inboxes:
        """What is asked of finance and shipping, and who is called."""
        from csdesk.services.asks import Inboxes

        return Inboxes(self.store, self.settings, self.actor)

    @cached_property
    def wording(self) -> Wording:
        """Templates and hints for remarks."""
        from csdesk.services.wording import Wording

        return Wording(self.store, self.settings, self.actor)

    @cached_property
    def mirror(self) -> Mirror:
        """Our remarks against the marketplace's."""
        from csdesk.services.mirror import Mirror

        return Mirror(self.store, self.settings, self.actor)

    @cached_property
    def promises(self) -> Promises:
        """What customers were told, and by when."""
        from csdesk.services.promises import Promises

        return Promises(self.store, self.settings, self.actor)

    @cached_property
    def speaking(self) -> Speaking:
        """Answers for customers, and files where the terminal cannot copy."""
        from csdesk.services.speaking import Speaking

        return Speaking(self.folder, self.settings, self.orders, self.promises, self.stock)

    @cached_property
    def family(self) -> Family:
        """Splitting orders and sending again."""
        from csdesk.services.family import Family

        return Family(self.store, self.settings, self.actor)

    @cached_property
    def gifts(self) -> Gifts:
        """Gifts and rebates."""
        from csdesk.services.gifts import Gifts

        return Gifts(self.store, self.settings, self.actor)

    @cached_property
    def accounts(self) -> Accounts:
        """What customers have yet to pay, and what is owed to them."""
        from csdesk.services.accounts import Accounts

        return Accounts(self.store, self.settings, self.actor)

    @cached_property
    def stuck(self) -> StuckOrders:
        """Orders made from others that do not get on."""
        from csdesk.services.stuck import StuckOrders

        return StuckOrders(self.store, self.settings, self.actor)

    @cached_property
    def review(self) -> Review:
        """What awaits review, and its checks."""
        from csdesk.services.review import Review

        return Review(self.store, self.settings, self.actor, self.orders)

    @cached_property
    def gate(self) -> Gate:
        """Approving, holding, releasing."""
        from csdesk.services.gate import Gate

        return Gate(self.store, self.settings, self.actor)

    @cached_property
    def downloads(self) -> Downloads:
        """Approved-order files."""
        from csdesk.services.downloads import Downloads

        return Downloads(self.store, self.settings, self.actor)

    @cached_property
    def ledger(self) -> Ledger:
        """Whether the counts of imports add up."""
        from csdesk.services.ledger import Ledger

        return Ledger(self.store, self.settings, self.actor)

    @cached_property
    def requests(self) -> Requests:
        """What leads are asked."""
        from csdesk.services.requests import Requests

        return Requests(self.store, self.settings, self.actor)

    @cached_property
    def urging(self) -> Urging:
        """Orders that await payment."""
        from csdesk.services.urging import Urging

        return Urging(self.store, self.settings, self.actor, self.orders)

    @cached_property
    def cases(self) -> Cases:
        """After-sale cases, and bad reviews."""
        from csdesk.services.cases import Cases

        return Cases(self.store, self.settings, self.actor)

    @cached_property
    def amazon(self) -> AmazonCases:
        """Amazon's notices, plans of action and their evidence."""
        from csdesk.services.amazon import AmazonCases

        return AmazonCases(self.store, self.settings, self.actor)

    @cached_property
    def submissions(self) -> Submissions:
        """What people sent to Amazon, and what it answered."""
        from csdesk.services.submissions import Submissions

        return Submissions(self.store, self.settings, self.actor)

    @cached_property
    def printing(self) -> Printing:
        """Sheets for paper and for spreadsheets."""
        from csdesk.services.printing import Printing

        return Printing(self.folder, self.settings)

    @cached_property
    def shipping(self) -> Shipping:
        """What shipping says about parcels."""
        from csdesk.services.shipping import Shipping

        return Shipping(self.store, self.settings, self.actor)

    @cached_property
    def stock(self) -> Stock:
        """What is there, who waits for it, whether orders can leave."""
        from csdesk.services.stock import Stock

        return Stock(self.store, self.settings, self.actor)

    @cached_property
    def purchasing(self) -> Purchasing:
        """The out-of-stock sheet, calls to suppliers, discontinued items."""
        from csdesk.services.purchasing import Purchasing

        return Purchasing(self.store, self.settings, self.actor)

    @cached_property
    def priorities(self) -> Priorities:
        """Orders that get their goods before others."""
        from csdesk.services.priorities import Priorities

        return Priorities(self.store, self.settings, self.actor)

    @cached_property
    def undo(self) -> Undo:
        """Taking back what one did last."""
        from csdesk.services.undo import Undo

        return Undo(self.store, self.settings, self.actor)

    @cached_property
    def soundness(self) -> Soundness:
        """Whether file, disk, importer and clock are as they must be."""
        from csdesk.services.soundness import Soundness

        return Soundness(self.folder, self.store)

    def pulse(self) -> Pulse:
        """A change counter of its own connection; the caller closes it."""
        from csdesk.store.pulse import Pulse

        return Pulse(self.store)

    def close(self) -> None:
        """Leave, and close the store."""
        if self._stays:
            self.sessions.leave()
        if "presence" in self.__dict__:
            self.presence.close()
        if "draft_file" in self.__dict__:
            self.draft_file.close()
        self.store.close()
