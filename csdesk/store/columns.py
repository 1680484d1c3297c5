"""The tables by name and column only, for questions and changes.

Loading SQLModel costs as much as Textual itself, and a session reads far more often than it
defines tables. ``tests/store/test_schema.py`` keeps these lists equal to ``store.tables``.
"""

from __future__ import annotations

from sqlalchemy import TableClause, column, table

IMPORTING = "state = 'importing'"
"""Batches that are not finished: the condition of an index, which a question must repeat."""

UNSHIPPED = (
    "ship_by IS NOT NULL AND shipped_at IS NULL AND order_status IN"
    " ('awaiting_review', 'approved', 'held', 'partly_shipped')"
)
"""Orders that still have a day by which they must leave: the condition of an index, too."""

ASKED = "state IN ('asked', 'seen', 'doing', 'query')"
"""Remarks on which somebody has to do something: the condition of an index, too."""

REQUESTED = "state IN ('asked', 'approved')"
"""Requests on which somebody has to do something: the condition of an index, too."""

OPEN_CASES = "state NOT IN ('closed', 'refused')"
"""Cases on which somebody has to do something: the condition of an index, too."""

TO_STOP = "outcome = 'asked'"
"""Parcels to be stopped of which shipping has not told: the condition of an index, too."""

TO_MIRROR = (
    "order_status IN ('awaiting_payment', 'awaiting_review', 'approved', 'held', 'partly_shipped')"
    " AND (market_remark <> '' OR remarks_shipping > 0 OR remarks_internal > 0"
    " OR remarks_finance > 0)"
)
"""Orders in work that have a remark on one side or the other: the condition of an index, too."""

OPEN_AMAZON = "state NOT IN ('restored', 'closed')"
"""Amazon cases on which somebody has to do something: the condition of an index, too."""

SHIFT_ON = "state = 'open'"
"""The shift that is on, one at most: the condition of an index, too."""

KEY_GOOD = "revoked_at IS NULL"
"""Keys that open the door: the condition of an index, too."""

SESSION_ON = "ended IS NULL"
"""Sessions that nobody has ended: the condition of an index, too."""

SWAP_OPEN = "state IN ('asked', 'accepted')"
"""Swaps on which somebody has to do something: the condition of an index, too."""

DERIVED = "parent_id <> 0"
"""Orders made from others: the condition of an index, too."""


def _table(name: str, columns: str) -> TableClause:
    return table(name, *(column(each) for each in columns.split()))


REVIEWED = "(approved_at IS NOT NULL OR order_status = 'held')"
"""Orders that the review let pass or held: the condition of an index, too."""

CHANGED = "kind = 'order.changed'"
"""Events that tell what an import changed: the condition of an index, too."""

SHORT_OF = "shortage > 0"
"""Items of which there is too little: the condition of an index, too."""

OVERSOLD = "(available < 0 OR told_available < 0)"
"""Items of which more is promised than there is, or the export says so; as above."""

DISCONTINUED = "(told_status = 'discontinued' OR discontinued_at IS NOT NULL)"
"""Items that are not bought any more; as above."""

PASSED = ("approved", "partly_shipped", "shipped", "completed")
"""What an approved order becomes by itself; in other states it does not stand approved."""


shops = _table("shops", "id site name")
orders = _table(
    "orders",
    "id shop_id order_no market_no order_status payment_status market_status"
    " placed_at paid_at approved_at shipped_at finished_at ship_by"
    " name account nick buyer phone email province city district address zip country"
    " carrier tracking_no method place total postage refund currency flag"
    " buyer_message market_remark closed_reason hold_reason title blacklisted"
    " remarks_internal remarks_finance remarks_shipping conflicts version batch_id parent_id",
)
owed = _table("owed", "id order_id amount currency reason event_seq")
raw_orders = _table("raw_orders", "id order_id kind batch_id row_no digest cells")
lines = _table(
    "lines",
    "order_id line_no market_line_no sku title attributes quantity unit_price"
    " line_status refund_status",
)
remarks = _table(
    "remarks",
    "id order_id order_no tab text login author shift at state in_market version client_id",
)
remark_versions = _table("remark_versions", "remark_id version text author shift at in_market")
answers = _table("answers", "remark_id step state text login author shift at")
mentions = _table("mentions", "id login remark_id step read_at")
promises = _table(
    "promises",
    "id order_id kind due text login author shift at state settled_at settled_by version client_id"
    " relied relied_on",
)
requests = _table(
    "requests",
    "id order_id kind state old new reason login author shift at decided_login decided_by"
    " decided_at decision news version client_id",
)
urges = _table("urges", "id order_id text login author shift at")
stops = _table("stops", "remark_id order_id outcome tracking_no author at")
cases = _table(
    "cases",
    "id order_id kind state reason rating breach remark_id login author shift at since version"
    " client_id",
)
case_lines = _table("case_lines", "case_id line_no quantity amount")
case_steps = _table("case_steps", "case_id step state text told login author shift at")
events = _table(
    "events",
    "seq at actor shift kind order_id order_no batch_id before after salt digest hash client_id"
    " session",
)
batches = _table(
    "batches",
    "id file sha256 size profile shop_id state header fields encoding rows rows_done"
    " orders_new orders_changed orders_unchanged rows_new rows_changed rows_unchanged lines"
    " conflicts rejected reason facts"
    " day ordinal stamp pair alone source attempts received_at finished_at accepted_by accepted_at",
)
rejects = _table("rejects", "id batch_id row column value reason facts cells market_no")
obstacles = _table("obstacles", "path reason facts seen_at")
former_keys = _table("former_keys", "id order_id")
conflicts = _table(
    "conflicts",
    "id order_id line_no field base ours theirs batch_id changed_by changed_at"
    " choice settled_by settled_at",
)
ssh_keys = _table(
    "ssh_keys", "id login fingerprint kind line added_by added_at revoked_by revoked_at"
)
sessions = _table("sessions", "id login door credential address tty began ended ended_why ended_by")
people = _table("people", "id login name code roles active")
purged_orders = _table("purged_orders", "order_id at")
credentials = _table("credentials", "login secret must_change set_at set_by wrong wrong_at")
blacklist = _table(
    "blacklist", "id buyer reason evidence login at removed_by removed_at removed_reason"
)
marked_rows = _table("marked_rows", "id batch_id order_id row reason problem cells marks login at")
downloads = _table("downloads", "id batch_id name file login at")
downloaded_orders = _table("downloaded_orders", "download_id order_id")
explanations = _table("explanations", "batch_id order_id side text login at")
last_acts = _table("last_acts", "login first_seq last_seq")
saved_searches = _table("saved_searches", "id owner folded name query author at")
drafts = _table("drafts", "login order_no tab remark_id seen_version text at")
serials = _table("serials", "prefix last")
gram_shares = _table("gram_shares", "gram share")
marks = _table("marks", "name value")
warehouses = _table("warehouses", "id name ships snapshot_id taken_at")
snapshots = _table("snapshots", "id warehouse_id batch_id taken_at items")
items = _table(
    "items",
    "key doc sku code code_key short title color size supplier supplier_key status_word told_status"
    " price cost currency words discontinued_by discontinued_at",
)
stock_levels = _table(
    "stock_levels",
    "key warehouse_id on_hand defective held available inbound defective_inside snapshot_id",
)
demand = _table("demand", "key stage rank since order_no line_no order_id quantity")
stock_totals = _table(
    "stock_totals",
    "key on_hand defective held left sellable allocated awaiting on_hold available demand shortage"
    " inbound told_available defective_inside missing",
)
stock_touched = _table("stock_touched", "order_id batch_id")
stock_stale = _table("stock_stale", "key")
movements = _table("movements", "id digest key at kind quantity warehouse reference note batch_id")
suppliers = _table("suppliers", "key name phone contact purchaser lead_days note batch_id")
stock_calls = _table(
    "stock_calls", "id key supplier login author shift at answer expected quantity there"
)
call_orders = _table("call_orders", "call_id order_id told_at told_by")
priorities = _table("priorities", "order_id level reason login author at")
shifts = _table(
    "shifts",
    "id kind day planned_start planned_end opened_at opened_login opened_by after_seq state"
    " cutoff_seq cutoff_at closed_login closed_by report report_hash version client_id",
)
shift_people = _table(
    "shift_people", "shift_id login name kind planned_start planned_end came_at left_at"
)
shift_signatures = _table("shift_signatures", "shift_id side login name at hash")
shift_notes = _table("shift_notes", "id shift_id text login author at client_id")
handover_items = _table(
    "handover_items",
    "id order_id order_no topic urgency summary action owner due what_if origin source_id"
    " login author shift at state settled_by settled_at version client_id",
)
handover_receipts = _table(
    "handover_receipts",
    "shift_id item_id nth received_login received_by received_at read_back",
)
notices = _table("notices", "id text facts about login author at client_id")
handover_drafts = _table("handover_drafts", "login kind about item_id words seen at")
handover_overrides = _table("handover_overrides", "shift_id login name reason at")
notice_readers = _table("notice_readers", "notice_id login read_at")
roster = _table("roster", "day login kind")
swaps = _table(
    "swaps",
    "id login author day kind peer_login peer_day peer_kind reason at state failures"
    " decided_login decided_by decided_at decision version client_id",
)
amazon_cases = _table(
    "amazon_cases",
    "id kind form state account reference notice received due due_words verdict_hours added"
    " login author shift at version client_id",
)
plan_entries = _table("plan_entries", "case_id section number text causes day owner every")
plan_evidence = _table(
    "plan_evidence",
    "case_id number kind title subjects day supplier contact quantity file size sha256",
)
plan_submissions = _table(
    "plan_submissions",
    "case_id number sent_at text missing author answer answered_at answer_text",
)
amazon_steps = _table("amazon_steps", "case_id step kind text login author shift at")
plan_drafts = _table("plan_drafts", "login case_id part text seen at")

reveals = _table("reveals", "id order_id login field at event_seq")
exports = _table("exports", "id file login at rows sha256 until gone_at")
