"""Where commands can be given."""

from __future__ import annotations

from csdesk.words import N_

INSIDE = {
    "list": "search",
    "box": "search",
    "search": "desk",
    "conflicts": "order",
    "log": "order",
    "asking": "desk",
    "order": "asking",
    "inbox": "asking",
    "queue": "asking",
    "mirror": "desk",
    "promised": "desk",
    "batch": "desk",
    "review": "desk",
    "ledger": "desk",
    "bulk": "",
    "imports": "desk",
    "drafts": "desk",
    "rows": "desk",
    "remark": "",
    "value": "",
    "filter": "",
    "waiting": "",
    "choosing": "",
    "saved": "desk",
    "help": "",
    "palette": "",
    "dialog": "",
    "desk": "",
}
"""Where commands live -> the place around it; a command of the outer place works inside too."""

PLACES = {
    "desk": N_("Everywhere"),
    "search": N_("Finding orders"),
    "box": N_("In the search box"),
    "list": N_("In the list of orders"),
    "filter": N_("In the filter form"),
    "waiting": N_("In the waiting remarks"),
    "choosing": N_("In a numbered choice"),
    "saved": N_("Saved searches"),
    "order": N_("In an order"),
    "conflicts": N_("In the conflicts of an order or an import"),
    "log": N_("In the log of an order"),
    "value": N_("Writing a value"),
    "remark": N_("Writing a remark"),
    "drafts": N_("In the list of drafts"),
    "asking": N_("Where departments are asked: inboxes, my queue, an order"),
    "inbox": N_("In the inbox of a department"),
    "queue": N_("In my queue"),
    "mirror": N_("In the mirror check"),
    "promised": N_("In the list of promises"),
    "review": N_("In the review queue"),
    "bulk": N_("Approving all clean orders"),
    "ledger": N_("In the count ledger"),
    "imports": N_("Imports"),
    "batch": N_("In one import"),
    "rows": N_("In a list or a text that scrolls"),
    "help": N_("In the help"),
    "palette": N_("In the list of commands"),
    "dialog": N_("In a question"),
}
"""Headings of the places, in the order of the help and of KEYS.md."""
