"""Who may do what at the desk (S57, F70): the vocabularies; ``rules.permissions`` has the table."""

from __future__ import annotations

from enum import StrEnum


class Role(StrEnum):
    """What somebody works as; a person may have several."""

    AGENT = "agent"
    LEAD = "lead"
    FINANCE = "finance"
    SHIPPING = "shipping"
    PURCHASING = "purchasing"
    MARKET = "market"
    VIEWER = "viewer"
    ADMIN = "admin"


class Action(StrEnum):
    """What needs a right; the value is what events and refusals call it."""

    REMARK = "remark"
    REVIEW = "review"
    EDIT = "edit"
    PAY = "pay"
    BLACKLIST = "blacklist"
    UNBLACKLIST = "unblacklist"
    SETTLE = "settle"
    IMPORT = "import"
    DOWNLOAD = "download"
    ANSWER_FINANCE = "answer_finance"
    ANSWER_SHIPPING = "answer_shipping"
    ASK = "ask"
    DECIDE = "decide"
    OVERSEE = "oversee"
    PROMISE = "promise"
    PEOPLE = "people"
    SEARCHES = "searches"
    CASE = "case"
    RECEIVE = "receive"
    URGE = "urge"
    SHIP = "ship"
    CALL = "call"
    DISCONTINUE = "discontinue"
    PRIORITY = "priority"
    COSTS = "costs"
    WAREHOUSES = "warehouses"
    SHIFT = "shift"
    """Open, close and sign shifts; write, acknowledge and settle what is handed over."""
    TAKE_OVER = "take_over"
    """Close somebody else's shift, or pass over what keeps one from being closed."""
    SIGN_LEAD = "sign_lead"
    """Sign a shift's report as a lead."""
    ROSTER = "roster"
    SWAP = "swap"
    NOTICE = "notice"
    PERFORMANCE = "performance"
    """See what the data say of single people."""
    AMAZON = "amazon"
    AMAZON_SENT = "amazon_sent"
    BACKUP = "backup"
    """Make backups of the store, and restore them."""
