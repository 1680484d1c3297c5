CREATE TABLE amazon_cases (
    id INTEGER NOT NULL,
    kind VARCHAR NOT NULL,
    form VARCHAR NOT NULL,
    state VARCHAR NOT NULL,
    account VARCHAR NOT NULL,
    reference VARCHAR NOT NULL,
    notice VARCHAR NOT NULL,
    received INTEGER NOT NULL,
    due INTEGER,
    due_words VARCHAR NOT NULL,
    verdict_hours INTEGER,
    added VARCHAR NOT NULL,
    login VARCHAR NOT NULL,
    author VARCHAR NOT NULL,
    shift VARCHAR NOT NULL,
    at INTEGER NOT NULL,
    version INTEGER NOT NULL,
    client_id VARCHAR NOT NULL,
    PRIMARY KEY (id),
    UNIQUE (client_id),
    CONSTRAINT kind_word CHECK (kind = 'defects' OR kind = 'late' OR kind = 'cancelled' OR kind = 'tracking' OR kind = 'premium' OR kind = 'condition' OR kind = 'quality' OR kind = 'counterfeit' OR kind = 'property' OR kind = 'safety' OR kind = 'expired' OR kind = 'media' OR kind = 'restricted' OR kind = 'linked' OR kind = 'account' OR kind = 'claim' OR kind = 'funds'),
    CONSTRAINT form_word CHECK (form = 'plan' OR form = 'questionnaire' OR form = 'acknowledgement' OR form = 'quiz'),
    CONSTRAINT state_word CHECK (state = 'draft' OR state = 'submitted' OR state = 'more_asked' OR state = 'refused' OR state = 'restored' OR state = 'closed'),
    CONSTRAINT whole_numbers CHECK (typeof(received) IN ('integer', 'null') AND typeof(due) IN ('integer', 'null') AND typeof(verdict_hours) IN ('integer', 'null') AND typeof(at) IN ('integer', 'null') AND typeof(version) IN ('integer', 'null'))
);
CREATE TABLE amazon_steps (
    case_id INTEGER NOT NULL,
    step INTEGER NOT NULL,
    kind VARCHAR NOT NULL,
    text VARCHAR NOT NULL,
    login VARCHAR NOT NULL,
    author VARCHAR NOT NULL,
    shift VARCHAR NOT NULL,
    at INTEGER NOT NULL,
    PRIMARY KEY (case_id, step),
    FOREIGN KEY(case_id) REFERENCES amazon_cases (id)
)
 WITHOUT ROWID

;
CREATE TABLE answers (
    remark_id INTEGER NOT NULL,
    step INTEGER NOT NULL,
    state VARCHAR NOT NULL,
    text VARCHAR NOT NULL,
    login VARCHAR NOT NULL,
    author VARCHAR NOT NULL,
    shift VARCHAR NOT NULL,
    at INTEGER NOT NULL,
    PRIMARY KEY (remark_id, step),
    CONSTRAINT state_word CHECK (state = 'noted' OR state = 'asked' OR state = 'seen' OR state = 'doing' OR state = 'done' OR state = 'query'),
    FOREIGN KEY(remark_id) REFERENCES remarks (id)
)
 WITHOUT ROWID

;
CREATE TABLE batches (
    id INTEGER NOT NULL,
    file VARCHAR NOT NULL,
    sha256 VARCHAR NOT NULL,
    size INTEGER NOT NULL,
    profile VARCHAR NOT NULL,
    shop_id INTEGER,
    state VARCHAR NOT NULL,
    header TEXT NOT NULL,
    fields TEXT DEFAULT '{}' NOT NULL,
    encoding VARCHAR NOT NULL,
    rows INTEGER NOT NULL,
    rows_done INTEGER NOT NULL,
    orders_new INTEGER NOT NULL,
    orders_changed INTEGER NOT NULL,
    orders_unchanged INTEGER NOT NULL,
    rows_new INTEGER DEFAULT '0' NOT NULL,
    rows_changed INTEGER DEFAULT '0' NOT NULL,
    rows_unchanged INTEGER DEFAULT '0' NOT NULL,
    lines INTEGER NOT NULL,
    conflicts INTEGER NOT NULL,
    rejected INTEGER NOT NULL,
    reason VARCHAR NOT NULL,
    facts VARCHAR NOT NULL,
    day VARCHAR NOT NULL,
    ordinal INTEGER NOT NULL,
    stamp VARCHAR NOT NULL,
    pair INTEGER,
    alone INTEGER NOT NULL,
    source VARCHAR NOT NULL,
    attempts INTEGER NOT NULL,
    received_at INTEGER NOT NULL,
    finished_at INTEGER,
    accepted_by VARCHAR NOT NULL,
    accepted_at INTEGER,
    PRIMARY KEY (id),
    CONSTRAINT state_word CHECK (state = 'importing' OR state = 'imported' OR state = 'partly' OR state = 'waiting' OR state = 'duplicate' OR state = 'quarantined'),
    FOREIGN KEY(shop_id) REFERENCES shops (id)
);
CREATE TABLE blacklist (
    id INTEGER NOT NULL,
    buyer VARCHAR NOT NULL,
    reason VARCHAR NOT NULL,
    evidence VARCHAR NOT NULL,
    login VARCHAR NOT NULL,
    at INTEGER NOT NULL,
    removed_by VARCHAR NOT NULL,
    removed_at INTEGER,
    removed_reason VARCHAR NOT NULL,
    PRIMARY KEY (id)
);
CREATE TABLE call_orders (
    call_id INTEGER NOT NULL,
    order_id INTEGER NOT NULL,
    told_at INTEGER,
    told_by VARCHAR NOT NULL,
    PRIMARY KEY (call_id, order_id),
    CONSTRAINT whole_numbers CHECK (typeof(told_at) IN ('integer', 'null')),
    FOREIGN KEY(call_id) REFERENCES stock_calls (id),
    FOREIGN KEY(order_id) REFERENCES orders (id)
)
 WITHOUT ROWID

;
CREATE TABLE case_lines (
    case_id INTEGER NOT NULL,
    line_no INTEGER NOT NULL,
    quantity INTEGER NOT NULL,
    amount INTEGER NOT NULL,
    PRIMARY KEY (case_id, line_no),
    CONSTRAINT whole_numbers CHECK (typeof(quantity) IN ('integer', 'null') AND typeof(amount) IN ('integer', 'null')),
    FOREIGN KEY(case_id) REFERENCES cases (id)
)
 WITHOUT ROWID

;
CREATE TABLE case_steps (
    case_id INTEGER NOT NULL,
    step INTEGER NOT NULL,
    state VARCHAR NOT NULL,
    text VARCHAR NOT NULL,
    told VARCHAR NOT NULL,
    login VARCHAR NOT NULL,
    author VARCHAR NOT NULL,
    shift VARCHAR NOT NULL,
    at INTEGER NOT NULL,
    PRIMARY KEY (case_id, step),
    CONSTRAINT state_word CHECK (state = 'asked' OR state = 'agreed' OR state = 'goods_back' OR state = 'settled' OR state = 'solved' OR state = 'explained' OR state = 'removal' OR state = 'closed' OR state = 'refused'),
    FOREIGN KEY(case_id) REFERENCES cases (id)
)
 WITHOUT ROWID

;
CREATE TABLE cases (
    id INTEGER NOT NULL,
    order_id INTEGER NOT NULL,
    kind VARCHAR NOT NULL,
    state VARCHAR NOT NULL,
    reason VARCHAR NOT NULL,
    rating VARCHAR NOT NULL,
    breach VARCHAR NOT NULL,
    remark_id INTEGER NOT NULL,
    login VARCHAR NOT NULL,
    author VARCHAR NOT NULL,
    shift VARCHAR NOT NULL,
    at INTEGER NOT NULL,
    since INTEGER NOT NULL,
    version INTEGER NOT NULL,
    client_id VARCHAR NOT NULL,
    PRIMARY KEY (id),
    UNIQUE (client_id),
    CONSTRAINT kind_word CHECK (kind = 'refund' OR kind = 'return' OR kind = 'exchange' OR kind = 'reship' OR kind = 'feedback'),
    CONSTRAINT state_word CHECK (state = 'asked' OR state = 'agreed' OR state = 'goods_back' OR state = 'settled' OR state = 'solved' OR state = 'explained' OR state = 'removal' OR state = 'closed' OR state = 'refused'),
    CONSTRAINT rating_word CHECK (rating = '' OR rating = 'neutral' OR rating = 'negative'),
    CONSTRAINT breach_word CHECK (breach = '' OR breach = 'insult' OR breach = 'private' OR breach = 'advertising' OR breach = 'blackmail' OR breach = 'unrelated'),
    CONSTRAINT whole_numbers CHECK (typeof(at) IN ('integer', 'null') AND typeof(since) IN ('integer', 'null') AND typeof(version) IN ('integer', 'null')),
    FOREIGN KEY(order_id) REFERENCES orders (id)
);
CREATE TABLE conflicts (
    id INTEGER NOT NULL,
    order_id INTEGER NOT NULL,
    line_no INTEGER NOT NULL,
    field VARCHAR NOT NULL,
    base VARCHAR,
    ours VARCHAR,
    theirs VARCHAR,
    batch_id INTEGER NOT NULL,
    changed_by VARCHAR NOT NULL,
    changed_at INTEGER,
    choice VARCHAR NOT NULL,
    settled_by VARCHAR NOT NULL,
    settled_at INTEGER,
    PRIMARY KEY (id),
    FOREIGN KEY(order_id) REFERENCES orders (id)
);
CREATE TABLE credentials (
    login VARCHAR NOT NULL,
    secret VARCHAR NOT NULL,
    must_change INTEGER NOT NULL,
    set_at INTEGER NOT NULL,
    set_by VARCHAR NOT NULL,
    wrong INTEGER NOT NULL,
    wrong_at INTEGER NOT NULL,
    PRIMARY KEY (login),
    CONSTRAINT whole_numbers CHECK (typeof(must_change) IN ('integer', 'null') AND typeof(set_at) IN ('integer', 'null') AND typeof(wrong) IN ('integer', 'null') AND typeof(wrong_at) IN ('integer', 'null'))
)
 WITHOUT ROWID

;
CREATE TABLE demand (
    "key" VARCHAR NOT NULL,
    stage VARCHAR NOT NULL,
    rank INTEGER NOT NULL,
    since INTEGER NOT NULL,
    order_no VARCHAR NOT NULL,
    line_no INTEGER NOT NULL,
    order_id INTEGER NOT NULL,
    quantity INTEGER NOT NULL,
    PRIMARY KEY ("key", stage, rank, since, order_no, line_no, order_id),
    CONSTRAINT whole_numbers CHECK (typeof(quantity) IN ('integer', 'null'))
)
 WITHOUT ROWID

;
CREATE TABLE downloaded_orders (
    download_id INTEGER NOT NULL,
    order_id INTEGER NOT NULL,
    PRIMARY KEY (download_id, order_id),
    FOREIGN KEY(download_id) REFERENCES downloads (id),
    FOREIGN KEY(order_id) REFERENCES orders (id)
)
 WITHOUT ROWID

;
CREATE TABLE downloads (
    id INTEGER NOT NULL,
    batch_id INTEGER NOT NULL,
    name VARCHAR NOT NULL,
    file VARCHAR NOT NULL,
    login VARCHAR NOT NULL,
    at INTEGER NOT NULL,
    PRIMARY KEY (id),
    FOREIGN KEY(batch_id) REFERENCES batches (id)
);
CREATE TABLE drafts (
    login VARCHAR NOT NULL,
    order_no VARCHAR NOT NULL,
    tab VARCHAR NOT NULL,
    remark_id INTEGER DEFAULT '0' NOT NULL,
    seen_version INTEGER DEFAULT '0' NOT NULL,
    text VARCHAR NOT NULL,
    at INTEGER NOT NULL,
    PRIMARY KEY (login, order_no, tab, remark_id)
)
 WITHOUT ROWID

;
CREATE TABLE events (
    seq INTEGER NOT NULL,
    at INTEGER NOT NULL,
    actor VARCHAR NOT NULL,
    shift VARCHAR NOT NULL,
    kind VARCHAR NOT NULL,
    order_id INTEGER,
    order_no VARCHAR NOT NULL,
    batch_id INTEGER,
    "before" VARCHAR,
    "after" VARCHAR,
    salt BLOB,
    digest BLOB,
    hash BLOB NOT NULL,
    client_id VARCHAR,
    session VARCHAR NOT NULL,
    PRIMARY KEY (seq)
);
CREATE TABLE explanations (
    batch_id INTEGER NOT NULL,
    order_id INTEGER NOT NULL,
    side VARCHAR NOT NULL,
    text VARCHAR NOT NULL,
    login VARCHAR NOT NULL,
    at INTEGER NOT NULL,
    PRIMARY KEY (batch_id, order_id, side),
    CONSTRAINT side_word CHECK (side = 'missing' OR side = 'extra'),
    FOREIGN KEY(batch_id) REFERENCES batches (id),
    FOREIGN KEY(order_id) REFERENCES orders (id)
)
 WITHOUT ROWID

;
CREATE TABLE exports (
    id INTEGER NOT NULL,
    file VARCHAR NOT NULL,
    login VARCHAR NOT NULL,
    at INTEGER NOT NULL,
    rows INTEGER NOT NULL,
    sha256 VARCHAR NOT NULL,
    until INTEGER NOT NULL,
    gone_at INTEGER,
    PRIMARY KEY (id),
    CONSTRAINT whole_numbers CHECK (typeof(at) IN ('integer', 'null') AND typeof(rows) IN ('integer', 'null') AND typeof(until) IN ('integer', 'null') AND typeof(gone_at) IN ('integer', 'null'))
);
CREATE TABLE former_keys (
    id INTEGER NOT NULL,
    order_id INTEGER NOT NULL,
    PRIMARY KEY (id),
    FOREIGN KEY(order_id) REFERENCES orders (id)
);
CREATE TABLE gram_shares (
    gram VARCHAR NOT NULL,
    share FLOAT NOT NULL,
    PRIMARY KEY (gram)
)
 WITHOUT ROWID

;
CREATE VIRTUAL TABLE grams USING fts5(t, content='', columnsize=0, detail=none, tokenize='ascii');
CREATE TABLE handover_drafts (
    login VARCHAR NOT NULL,
    kind VARCHAR NOT NULL,
    about VARCHAR NOT NULL,
    item_id INTEGER NOT NULL,
    words VARCHAR NOT NULL,
    seen INTEGER NOT NULL,
    at INTEGER NOT NULL,
    PRIMARY KEY (login, kind, about, item_id)
)
 WITHOUT ROWID

;
CREATE TABLE handover_items (
    id INTEGER NOT NULL,
    order_id INTEGER,
    order_no VARCHAR NOT NULL,
    topic VARCHAR NOT NULL,
    urgency VARCHAR NOT NULL,
    summary VARCHAR NOT NULL,
    action VARCHAR NOT NULL,
    owner VARCHAR NOT NULL,
    due INTEGER NOT NULL,
    what_if VARCHAR NOT NULL,
    origin VARCHAR NOT NULL,
    source_id INTEGER,
    login VARCHAR NOT NULL,
    author VARCHAR NOT NULL,
    shift VARCHAR NOT NULL,
    at INTEGER NOT NULL,
    state VARCHAR NOT NULL,
    settled_by VARCHAR NOT NULL,
    settled_at INTEGER,
    version INTEGER NOT NULL,
    client_id VARCHAR NOT NULL,
    PRIMARY KEY (id),
    UNIQUE (client_id),
    CONSTRAINT urgency_word CHECK (urgency = 'critical' OR urgency = 'urgent' OR urgency = 'routine'),
    CONSTRAINT origin_word CHECK (origin = 'person' OR origin = 'ask' OR origin = 'promise' OR origin = 'stuck'),
    CONSTRAINT state_word CHECK (state = 'open' OR state = 'done' OR state = 'dropped'),
    CONSTRAINT whole_numbers CHECK (typeof(due) IN ('integer', 'null') AND typeof(at) IN ('integer', 'null') AND typeof(source_id) IN ('integer', 'null') AND typeof(settled_at) IN ('integer', 'null')),
    FOREIGN KEY(order_id) REFERENCES orders (id)
);
CREATE TABLE handover_overrides (
    shift_id INTEGER NOT NULL,
    login VARCHAR NOT NULL,
    name VARCHAR NOT NULL,
    reason VARCHAR NOT NULL,
    at INTEGER NOT NULL,
    PRIMARY KEY (shift_id),
    CONSTRAINT whole_numbers CHECK (typeof(at) IN ('integer', 'null')),
    FOREIGN KEY(shift_id) REFERENCES shifts (id)
);
CREATE TABLE handover_receipts (
    shift_id INTEGER NOT NULL,
    item_id INTEGER NOT NULL,
    nth INTEGER NOT NULL,
    received_login VARCHAR NOT NULL,
    received_by VARCHAR NOT NULL,
    received_at INTEGER,
    read_back VARCHAR NOT NULL,
    PRIMARY KEY (shift_id, item_id),
    CONSTRAINT whole_numbers CHECK (typeof(nth) IN ('integer', 'null') AND typeof(received_at) IN ('integer', 'null')),
    FOREIGN KEY(shift_id) REFERENCES shifts (id),
    FOREIGN KEY(item_id) REFERENCES handover_items (id)
)
 WITHOUT ROWID

;
CREATE VIRTUAL TABLE item_grams USING fts5(t, content='', columnsize=0, detail=none, tokenize='ascii');
CREATE TABLE items (
    "key" VARCHAR NOT NULL,
    doc INTEGER,
    sku VARCHAR NOT NULL,
    code VARCHAR NOT NULL,
    code_key VARCHAR NOT NULL,
    short VARCHAR NOT NULL,
    title VARCHAR NOT NULL,
    color VARCHAR NOT NULL,
    size VARCHAR NOT NULL,
    supplier VARCHAR NOT NULL,
    supplier_key VARCHAR NOT NULL,
    status_word VARCHAR NOT NULL,
    told_status VARCHAR NOT NULL,
    price INTEGER,
    cost INTEGER,
    currency VARCHAR NOT NULL,
    words VARCHAR NOT NULL,
    discontinued_by VARCHAR NOT NULL,
    discontinued_at INTEGER,
    PRIMARY KEY ("key"),
    CONSTRAINT whole_numbers CHECK (typeof(price) IN ('integer', 'null') AND typeof(cost) IN ('integer', 'null') AND typeof(discontinued_at) IN ('integer', 'null'))
)
 WITHOUT ROWID

;
CREATE TABLE last_acts (
    login VARCHAR NOT NULL,
    first_seq INTEGER NOT NULL,
    last_seq INTEGER NOT NULL,
    PRIMARY KEY (login)
)
 WITHOUT ROWID

;
CREATE TABLE lines (
    order_id INTEGER NOT NULL,
    line_no INTEGER NOT NULL,
    market_line_no VARCHAR NOT NULL,
    sku VARCHAR NOT NULL,
    title VARCHAR NOT NULL,
    attributes VARCHAR NOT NULL,
    quantity INTEGER NOT NULL,
    unit_price INTEGER,
    line_status VARCHAR NOT NULL,
    refund_status VARCHAR NOT NULL,
    PRIMARY KEY (order_id, line_no),
    CONSTRAINT whole_numbers CHECK (typeof(quantity) IN ('integer', 'null') AND typeof(unit_price) IN ('integer', 'null')),
    FOREIGN KEY(order_id) REFERENCES orders (id)
)
 WITHOUT ROWID

;
CREATE TABLE marked_rows (
    id INTEGER NOT NULL,
    batch_id INTEGER NOT NULL,
    order_id INTEGER NOT NULL,
    "row" INTEGER NOT NULL,
    reason VARCHAR NOT NULL,
    problem VARCHAR NOT NULL,
    cells VARCHAR NOT NULL,
    marks VARCHAR NOT NULL,
    login VARCHAR NOT NULL,
    at INTEGER NOT NULL,
    PRIMARY KEY (id),
    FOREIGN KEY(batch_id) REFERENCES batches (id),
    FOREIGN KEY(order_id) REFERENCES orders (id)
);
CREATE TABLE marks (
    name VARCHAR NOT NULL,
    value VARCHAR NOT NULL,
    PRIMARY KEY (name)
)
 WITHOUT ROWID

;
CREATE TABLE mentions (
    id INTEGER NOT NULL,
    login VARCHAR NOT NULL,
    remark_id INTEGER NOT NULL,
    step INTEGER NOT NULL,
    read_at INTEGER,
    PRIMARY KEY (id),
    UNIQUE (login, remark_id, step),
    FOREIGN KEY(remark_id) REFERENCES remarks (id)
);
CREATE TABLE movements (
    id INTEGER NOT NULL,
    digest BLOB NOT NULL,
    "key" VARCHAR NOT NULL,
    at INTEGER NOT NULL,
    kind VARCHAR NOT NULL,
    quantity INTEGER NOT NULL,
    warehouse VARCHAR NOT NULL,
    reference VARCHAR NOT NULL,
    note VARCHAR NOT NULL,
    batch_id INTEGER NOT NULL,
    PRIMARY KEY (id),
    UNIQUE (digest),
    CONSTRAINT whole_numbers CHECK (typeof(at) IN ('integer', 'null') AND typeof(quantity) IN ('integer', 'null'))
);
CREATE TABLE notice_readers (
    notice_id INTEGER NOT NULL,
    login VARCHAR NOT NULL,
    read_at INTEGER,
    PRIMARY KEY (notice_id, login),
    CONSTRAINT whole_numbers CHECK (typeof(read_at) IN ('integer', 'null')),
    FOREIGN KEY(notice_id) REFERENCES notices (id)
)
 WITHOUT ROWID

;
CREATE TABLE notices (
    id INTEGER NOT NULL,
    text VARCHAR NOT NULL,
    facts VARCHAR NOT NULL,
    about VARCHAR NOT NULL,
    login VARCHAR NOT NULL,
    author VARCHAR NOT NULL,
    at INTEGER NOT NULL,
    client_id VARCHAR NOT NULL,
    PRIMARY KEY (id),
    UNIQUE (client_id),
    CONSTRAINT whole_numbers CHECK (typeof(at) IN ('integer', 'null'))
);
CREATE TABLE obstacles (
    path VARCHAR NOT NULL,
    reason VARCHAR NOT NULL,
    facts VARCHAR NOT NULL,
    seen_at INTEGER NOT NULL,
    PRIMARY KEY (path)
)
 WITHOUT ROWID

;
CREATE TABLE orders (
    id INTEGER NOT NULL,
    shop_id INTEGER NOT NULL,
    order_no VARCHAR NOT NULL,
    market_no VARCHAR NOT NULL,
    order_status VARCHAR NOT NULL,
    payment_status VARCHAR NOT NULL,
    market_status VARCHAR NOT NULL,
    placed_at INTEGER,
    paid_at INTEGER,
    approved_at INTEGER,
    shipped_at INTEGER,
    finished_at INTEGER,
    ship_by INTEGER,
    name VARCHAR NOT NULL,
    account VARCHAR NOT NULL,
    nick VARCHAR NOT NULL,
    buyer VARCHAR NOT NULL,
    phone VARCHAR NOT NULL,
    email VARCHAR NOT NULL,
    province VARCHAR NOT NULL,
    city VARCHAR NOT NULL,
    district VARCHAR NOT NULL,
    address VARCHAR NOT NULL,
    zip VARCHAR NOT NULL,
    country VARCHAR NOT NULL,
    carrier VARCHAR NOT NULL,
    tracking_no VARCHAR NOT NULL,
    method VARCHAR NOT NULL,
    place VARCHAR NOT NULL,
    total INTEGER,
    postage INTEGER,
    refund INTEGER,
    currency VARCHAR NOT NULL,
    flag VARCHAR NOT NULL,
    buyer_message VARCHAR NOT NULL,
    market_remark VARCHAR NOT NULL,
    closed_reason VARCHAR NOT NULL,
    hold_reason VARCHAR NOT NULL,
    title VARCHAR NOT NULL,
    blacklisted INTEGER NOT NULL,
    remarks_internal INTEGER NOT NULL,
    remarks_finance INTEGER NOT NULL,
    remarks_shipping INTEGER NOT NULL,
    conflicts INTEGER NOT NULL,
    version INTEGER NOT NULL,
    batch_id INTEGER NOT NULL,
    parent_id INTEGER DEFAULT '0' NOT NULL,
    PRIMARY KEY (id),
    UNIQUE (market_no, shop_id, parent_id),
    UNIQUE (order_no),
    CONSTRAINT order_status_word CHECK (order_status = 'awaiting_payment' OR order_status = 'awaiting_review' OR order_status = 'approved' OR order_status = 'held' OR order_status = 'partly_shipped' OR order_status = 'shipped' OR order_status = 'completed' OR order_status = 'closed' OR order_status = 'split' OR order_status = 'fraud'),
    CONSTRAINT payment_status_word CHECK (payment_status = 'unpaid' OR payment_status = 'paid' OR payment_status = 'refund_requested' OR payment_status = 'partly_refunded' OR payment_status = 'refunded' OR payment_status = 'chargeback' OR payment_status = 'fraud'),
    CONSTRAINT flag_word CHECK (flag = '' OR flag = 'red' OR flag = 'yellow' OR flag = 'green' OR flag = 'blue' OR flag = 'purple'),
    CONSTRAINT whole_numbers CHECK (typeof(placed_at) IN ('integer', 'null') AND typeof(paid_at) IN ('integer', 'null') AND typeof(total) IN ('integer', 'null') AND typeof(postage) IN ('integer', 'null') AND typeof(refund) IN ('integer', 'null') AND typeof(version) IN ('integer', 'null') AND typeof(parent_id) IN ('integer', 'null')),
    FOREIGN KEY(shop_id) REFERENCES shops (id)
);
CREATE TABLE owed (
    id INTEGER NOT NULL,
    order_id INTEGER NOT NULL,
    amount INTEGER NOT NULL,
    currency VARCHAR NOT NULL,
    reason VARCHAR NOT NULL,
    event_seq INTEGER NOT NULL,
    PRIMARY KEY (id),
    CONSTRAINT whole_numbers CHECK (typeof(amount) IN ('integer', 'null')),
    FOREIGN KEY(order_id) REFERENCES orders (id)
);
CREATE TABLE people (
    id INTEGER NOT NULL,
    login VARCHAR NOT NULL,
    name VARCHAR NOT NULL,
    code VARCHAR NOT NULL,
    roles VARCHAR NOT NULL,
    active INTEGER NOT NULL,
    PRIMARY KEY (id),
    UNIQUE (login)
);
CREATE TABLE plan_drafts (
    login VARCHAR NOT NULL,
    case_id INTEGER NOT NULL,
    part VARCHAR NOT NULL,
    text VARCHAR NOT NULL,
    seen INTEGER NOT NULL,
    at INTEGER NOT NULL,
    PRIMARY KEY (login, case_id, part)
)
 WITHOUT ROWID

;
CREATE TABLE plan_entries (
    case_id INTEGER NOT NULL,
    section VARCHAR NOT NULL,
    number INTEGER NOT NULL,
    text VARCHAR NOT NULL,
    causes VARCHAR NOT NULL,
    day VARCHAR NOT NULL,
    owner VARCHAR NOT NULL,
    every VARCHAR NOT NULL,
    PRIMARY KEY (case_id, section, number),
    CONSTRAINT section_word CHECK (section = 'cause' OR section = 'action' OR section = 'prevention'),
    FOREIGN KEY(case_id) REFERENCES amazon_cases (id)
)
 WITHOUT ROWID

;
CREATE TABLE plan_evidence (
    case_id INTEGER NOT NULL,
    number INTEGER NOT NULL,
    kind VARCHAR NOT NULL,
    title VARCHAR NOT NULL,
    subjects VARCHAR NOT NULL,
    day VARCHAR NOT NULL,
    supplier VARCHAR NOT NULL,
    contact VARCHAR NOT NULL,
    quantity INTEGER,
    file VARCHAR NOT NULL,
    size INTEGER NOT NULL,
    sha256 VARCHAR NOT NULL,
    PRIMARY KEY (case_id, number),
    CONSTRAINT kind_word CHECK (kind = 'invoice' OR kind = 'authorisation' OR kind = 'test_report' OR kind = 'undertaking' OR kind = 'inspection' OR kind = 'listing' OR kind = 'metrics' OR kind = 'retraction' OR kind = 'court' OR kind = 'record' OR kind = 'procedure' OR kind = 'other'),
    CONSTRAINT whole_numbers CHECK (typeof(quantity) IN ('integer', 'null') AND typeof(size) IN ('integer', 'null')),
    FOREIGN KEY(case_id) REFERENCES amazon_cases (id)
)
 WITHOUT ROWID

;
CREATE TABLE plan_submissions (
    case_id INTEGER NOT NULL,
    number INTEGER NOT NULL,
    sent_at INTEGER NOT NULL,
    text VARCHAR NOT NULL,
    missing INTEGER NOT NULL,
    author VARCHAR NOT NULL,
    answer VARCHAR NOT NULL,
    answered_at INTEGER,
    answer_text VARCHAR NOT NULL,
    PRIMARY KEY (case_id, number),
    CONSTRAINT answer_word CHECK (answer IN ('', 'restored', 'refused', 'more_asked')),
    CONSTRAINT whole_numbers CHECK (typeof(sent_at) IN ('integer', 'null') AND typeof(missing) IN ('integer', 'null') AND typeof(answered_at) IN ('integer', 'null')),
    FOREIGN KEY(case_id) REFERENCES amazon_cases (id)
)
 WITHOUT ROWID

;
CREATE TABLE priorities (
    order_id INTEGER NOT NULL,
    level INTEGER NOT NULL,
    reason VARCHAR NOT NULL,
    login VARCHAR NOT NULL,
    author VARCHAR NOT NULL,
    at INTEGER NOT NULL,
    PRIMARY KEY (order_id),
    FOREIGN KEY(order_id) REFERENCES orders (id)
)
 WITHOUT ROWID

;
CREATE TABLE promises (
    id INTEGER NOT NULL,
    order_id INTEGER NOT NULL,
    kind VARCHAR NOT NULL,
    due INTEGER NOT NULL,
    text VARCHAR NOT NULL,
    login VARCHAR NOT NULL,
    author VARCHAR NOT NULL,
    shift VARCHAR NOT NULL,
    at INTEGER NOT NULL,
    state VARCHAR NOT NULL,
    settled_at INTEGER,
    settled_by VARCHAR NOT NULL,
    version INTEGER NOT NULL,
    client_id VARCHAR NOT NULL,
    relied VARCHAR DEFAULT '' NOT NULL,
    relied_on VARCHAR DEFAULT '' NOT NULL,
    PRIMARY KEY (id),
    UNIQUE (client_id),
    CONSTRAINT kind_word CHECK (kind = 'ship' OR kind = 'refund' OR kind = 'answer' OR kind = 'other'),
    CONSTRAINT state_word CHECK (state = 'open' OR state = 'due' OR state = 'overdue' OR state = 'kept' OR state = 'broken' OR state = 'withdrawn'),
    CONSTRAINT whole_numbers CHECK (typeof(due) IN ('integer', 'null') AND typeof(settled_at) IN ('integer', 'null')),
    FOREIGN KEY(order_id) REFERENCES orders (id)
);
CREATE TABLE purged_orders (
    order_id INTEGER NOT NULL,
    at INTEGER NOT NULL,
    PRIMARY KEY (order_id),
    CONSTRAINT whole_numbers CHECK (typeof(at) IN ('integer', 'null')),
    FOREIGN KEY(order_id) REFERENCES orders (id)
)
 WITHOUT ROWID

;
CREATE TABLE raw_orders (
    id INTEGER NOT NULL,
    order_id INTEGER NOT NULL,
    kind VARCHAR NOT NULL,
    batch_id INTEGER NOT NULL,
    row_no INTEGER NOT NULL,
    digest BLOB NOT NULL,
    cells VARCHAR NOT NULL,
    PRIMARY KEY (id),
    FOREIGN KEY(order_id) REFERENCES orders (id)
);
CREATE TABLE rejects (
    id INTEGER NOT NULL,
    batch_id INTEGER NOT NULL,
    "row" INTEGER NOT NULL,
    "column" VARCHAR NOT NULL,
    value VARCHAR NOT NULL,
    reason VARCHAR NOT NULL,
    facts VARCHAR NOT NULL,
    cells VARCHAR NOT NULL,
    market_no TEXT DEFAULT '' NOT NULL,
    PRIMARY KEY (id),
    FOREIGN KEY(batch_id) REFERENCES batches (id)
);
CREATE TABLE remark_versions (
    remark_id INTEGER NOT NULL,
    version INTEGER NOT NULL,
    text VARCHAR NOT NULL,
    author VARCHAR NOT NULL,
    shift VARCHAR NOT NULL,
    at INTEGER NOT NULL,
    in_market INTEGER NOT NULL,
    PRIMARY KEY (remark_id, version),
    FOREIGN KEY(remark_id) REFERENCES remarks (id)
)
 WITHOUT ROWID

;
CREATE TABLE remarks (
    id INTEGER NOT NULL,
    order_id INTEGER,
    order_no VARCHAR NOT NULL,
    tab VARCHAR NOT NULL,
    text VARCHAR NOT NULL,
    login VARCHAR NOT NULL,
    author VARCHAR NOT NULL,
    shift VARCHAR NOT NULL,
    at INTEGER NOT NULL,
    state VARCHAR NOT NULL,
    in_market INTEGER NOT NULL,
    version INTEGER NOT NULL,
    client_id VARCHAR NOT NULL,
    PRIMARY KEY (id),
    UNIQUE (client_id),
    CONSTRAINT tab_word CHECK (tab = 'internal' OR tab = 'finance' OR tab = 'shipping'),
    CONSTRAINT state_word CHECK (state = 'noted' OR state = 'asked' OR state = 'seen' OR state = 'doing' OR state = 'done' OR state = 'query'),
    FOREIGN KEY(order_id) REFERENCES orders (id)
);
CREATE TABLE requests (
    id INTEGER NOT NULL,
    order_id INTEGER NOT NULL,
    kind VARCHAR NOT NULL,
    state VARCHAR NOT NULL,
    old INTEGER,
    new INTEGER,
    reason VARCHAR NOT NULL,
    login VARCHAR NOT NULL,
    author VARCHAR NOT NULL,
    shift VARCHAR NOT NULL,
    at INTEGER NOT NULL,
    decided_login VARCHAR NOT NULL,
    decided_by VARCHAR NOT NULL,
    decided_at INTEGER,
    decision VARCHAR NOT NULL,
    news INTEGER NOT NULL,
    version INTEGER NOT NULL,
    client_id VARCHAR NOT NULL,
    PRIMARY KEY (id),
    UNIQUE (client_id),
    CONSTRAINT kind_word CHECK (kind = 'price' OR kind = 'unblacklist' OR kind = 'priority'),
    CONSTRAINT state_word CHECK (state = 'asked' OR state = 'approved' OR state = 'refused' OR state = 'done' OR state = 'withdrawn'),
    CONSTRAINT whole_numbers CHECK (typeof(old) IN ('integer', 'null') AND typeof(new) IN ('integer', 'null') AND typeof(at) IN ('integer', 'null') AND typeof(decided_at) IN ('integer', 'null') AND typeof(version) IN ('integer', 'null')),
    FOREIGN KEY(order_id) REFERENCES orders (id)
);
CREATE TABLE reveals (
    id INTEGER NOT NULL,
    order_id INTEGER NOT NULL,
    login VARCHAR NOT NULL,
    field VARCHAR NOT NULL,
    at INTEGER NOT NULL,
    event_seq INTEGER NOT NULL,
    PRIMARY KEY (id),
    CONSTRAINT field_word CHECK (field = 'name' OR field = 'phone' OR field = 'address' OR field = 'account' OR field = 'nick' OR field = 'email'),
    CONSTRAINT whole_numbers CHECK (typeof(at) IN ('integer', 'null')),
    FOREIGN KEY(order_id) REFERENCES orders (id)
);
CREATE TABLE roster (
    day VARCHAR NOT NULL,
    login VARCHAR NOT NULL,
    kind VARCHAR NOT NULL,
    PRIMARY KEY (day, login)
)
 WITHOUT ROWID

;
CREATE TABLE saved_searches (
    id INTEGER NOT NULL,
    owner VARCHAR NOT NULL,
    folded VARCHAR NOT NULL,
    name VARCHAR NOT NULL,
    "query" VARCHAR NOT NULL,
    author VARCHAR NOT NULL,
    at INTEGER NOT NULL,
    PRIMARY KEY (id),
    UNIQUE (owner, folded)
);
CREATE TABLE serials (
    prefix VARCHAR NOT NULL,
    last INTEGER NOT NULL,
    PRIMARY KEY (prefix)
)
 WITHOUT ROWID

;
CREATE TABLE sessions (
    id VARCHAR NOT NULL,
    login VARCHAR NOT NULL,
    door VARCHAR NOT NULL,
    credential VARCHAR NOT NULL,
    address VARCHAR NOT NULL,
    tty VARCHAR NOT NULL,
    began INTEGER NOT NULL,
    ended INTEGER,
    ended_why VARCHAR NOT NULL,
    ended_by VARCHAR NOT NULL,
    PRIMARY KEY (id),
    CONSTRAINT whole_numbers CHECK (typeof(began) IN ('integer', 'null')),
    CONSTRAINT whole_numbers CHECK (typeof(ended) IN ('integer', 'null'))
)
 WITHOUT ROWID

;
CREATE TABLE shift_notes (
    id INTEGER NOT NULL,
    shift_id INTEGER NOT NULL,
    text VARCHAR NOT NULL,
    login VARCHAR NOT NULL,
    author VARCHAR NOT NULL,
    at INTEGER NOT NULL,
    client_id VARCHAR NOT NULL,
    PRIMARY KEY (id),
    UNIQUE (client_id),
    CONSTRAINT whole_numbers CHECK (typeof(at) IN ('integer', 'null')),
    FOREIGN KEY(shift_id) REFERENCES shifts (id)
);
CREATE TABLE shift_people (
    shift_id INTEGER NOT NULL,
    login VARCHAR NOT NULL,
    name VARCHAR NOT NULL,
    kind VARCHAR NOT NULL,
    planned_start INTEGER NOT NULL,
    planned_end INTEGER NOT NULL,
    came_at INTEGER NOT NULL,
    left_at INTEGER,
    PRIMARY KEY (shift_id, login),
    CONSTRAINT whole_numbers CHECK (typeof(planned_start) IN ('integer', 'null') AND typeof(planned_end) IN ('integer', 'null') AND typeof(came_at) IN ('integer', 'null') AND typeof(left_at) IN ('integer', 'null')),
    FOREIGN KEY(shift_id) REFERENCES shifts (id)
)
 WITHOUT ROWID

;
CREATE TABLE shift_signatures (
    shift_id INTEGER NOT NULL,
    side VARCHAR NOT NULL,
    login VARCHAR NOT NULL,
    name VARCHAR NOT NULL,
    at INTEGER NOT NULL,
    hash VARCHAR NOT NULL,
    PRIMARY KEY (shift_id, side, login),
    CONSTRAINT side_word CHECK (side = 'gives' OR side = 'receives' OR side = 'lead'),
    CONSTRAINT whole_numbers CHECK (typeof(at) IN ('integer', 'null')),
    FOREIGN KEY(shift_id) REFERENCES shifts (id)
)
 WITHOUT ROWID

;
CREATE TABLE shifts (
    id INTEGER NOT NULL,
    kind VARCHAR NOT NULL,
    day VARCHAR NOT NULL,
    planned_start INTEGER NOT NULL,
    planned_end INTEGER NOT NULL,
    opened_at INTEGER NOT NULL,
    opened_login VARCHAR NOT NULL,
    opened_by VARCHAR NOT NULL,
    after_seq INTEGER NOT NULL,
    state VARCHAR NOT NULL,
    cutoff_seq INTEGER,
    cutoff_at INTEGER,
    closed_login VARCHAR NOT NULL,
    closed_by VARCHAR NOT NULL,
    report VARCHAR,
    report_hash VARCHAR NOT NULL,
    version INTEGER NOT NULL,
    client_id VARCHAR NOT NULL,
    PRIMARY KEY (id),
    UNIQUE (client_id),
    CONSTRAINT state_word CHECK (state = 'open' OR state = 'closed' OR state = 'received'),
    CONSTRAINT whole_numbers CHECK (typeof(planned_start) IN ('integer', 'null') AND typeof(planned_end) IN ('integer', 'null') AND typeof(opened_at) IN ('integer', 'null') AND typeof(after_seq) IN ('integer', 'null') AND typeof(cutoff_seq) IN ('integer', 'null') AND typeof(cutoff_at) IN ('integer', 'null'))
);
CREATE TABLE shops (
    id INTEGER NOT NULL,
    site VARCHAR NOT NULL,
    name VARCHAR NOT NULL,
    PRIMARY KEY (id),
    UNIQUE (site, name)
);
CREATE TABLE snapshots (
    id INTEGER NOT NULL,
    warehouse_id INTEGER NOT NULL,
    batch_id INTEGER NOT NULL,
    taken_at INTEGER NOT NULL,
    items INTEGER NOT NULL,
    PRIMARY KEY (id),
    CONSTRAINT whole_numbers CHECK (typeof(taken_at) IN ('integer', 'null')),
    FOREIGN KEY(warehouse_id) REFERENCES warehouses (id)
);
CREATE TABLE ssh_keys (
    id INTEGER NOT NULL,
    login VARCHAR NOT NULL,
    fingerprint VARCHAR NOT NULL,
    kind VARCHAR NOT NULL,
    line VARCHAR NOT NULL,
    added_by VARCHAR NOT NULL,
    added_at INTEGER NOT NULL,
    revoked_by VARCHAR NOT NULL,
    revoked_at INTEGER,
    PRIMARY KEY (id),
    UNIQUE (fingerprint),
    CONSTRAINT whole_numbers CHECK (typeof(added_at) IN ('integer', 'null') AND typeof(revoked_at) IN ('integer', 'null'))
);
CREATE TABLE stock_calls (
    id INTEGER NOT NULL,
    "key" VARCHAR NOT NULL,
    supplier VARCHAR NOT NULL,
    login VARCHAR NOT NULL,
    author VARCHAR NOT NULL,
    shift VARCHAR NOT NULL,
    at INTEGER NOT NULL,
    answer VARCHAR NOT NULL,
    expected VARCHAR NOT NULL,
    quantity INTEGER,
    there INTEGER,
    PRIMARY KEY (id),
    CONSTRAINT whole_numbers CHECK (typeof(at) IN ('integer', 'null') AND typeof(quantity) IN ('integer', 'null') AND typeof(there) IN ('integer', 'null'))
);
CREATE TABLE stock_levels (
    "key" VARCHAR NOT NULL,
    warehouse_id INTEGER NOT NULL,
    on_hand INTEGER,
    defective INTEGER,
    held INTEGER,
    available INTEGER,
    inbound INTEGER,
    defective_inside INTEGER NOT NULL,
    snapshot_id INTEGER NOT NULL,
    PRIMARY KEY ("key", warehouse_id),
    CONSTRAINT whole_numbers CHECK (typeof(on_hand) IN ('integer', 'null') AND typeof(defective) IN ('integer', 'null') AND typeof(held) IN ('integer', 'null') AND typeof(available) IN ('integer', 'null') AND typeof(inbound) IN ('integer', 'null')),
    FOREIGN KEY(warehouse_id) REFERENCES warehouses (id)
)
 WITHOUT ROWID

;
CREATE TABLE stock_stale (
    "key" VARCHAR NOT NULL,
    PRIMARY KEY ("key")
)
 WITHOUT ROWID

;
CREATE TABLE stock_totals (
    "key" VARCHAR NOT NULL,
    on_hand INTEGER,
    defective INTEGER,
    held INTEGER,
    "left" INTEGER NOT NULL,
    sellable INTEGER,
    allocated INTEGER NOT NULL,
    awaiting INTEGER NOT NULL,
    on_hold INTEGER NOT NULL,
    available INTEGER,
    demand INTEGER NOT NULL,
    shortage INTEGER,
    inbound INTEGER,
    told_available INTEGER,
    defective_inside INTEGER NOT NULL,
    missing INTEGER NOT NULL,
    PRIMARY KEY ("key")
)
 WITHOUT ROWID

;
CREATE TABLE stock_touched (
    order_id INTEGER NOT NULL,
    batch_id INTEGER DEFAULT '0' NOT NULL,
    PRIMARY KEY (order_id)
);
CREATE TABLE stops (
    remark_id INTEGER NOT NULL,
    order_id INTEGER NOT NULL,
    outcome VARCHAR NOT NULL,
    tracking_no VARCHAR NOT NULL,
    author VARCHAR NOT NULL,
    at INTEGER,
    PRIMARY KEY (remark_id),
    CONSTRAINT outcome_word CHECK (outcome = 'asked' OR outcome = 'stopped' OR outcome = 'too_late'),
    FOREIGN KEY(remark_id) REFERENCES remarks (id),
    FOREIGN KEY(order_id) REFERENCES orders (id)
)
 WITHOUT ROWID

;
CREATE TABLE suppliers (
    "key" VARCHAR NOT NULL,
    name VARCHAR NOT NULL,
    phone VARCHAR NOT NULL,
    contact VARCHAR NOT NULL,
    purchaser VARCHAR NOT NULL,
    lead_days INTEGER,
    note VARCHAR NOT NULL,
    batch_id INTEGER NOT NULL,
    PRIMARY KEY ("key"),
    CONSTRAINT whole_numbers CHECK (typeof(lead_days) IN ('integer', 'null'))
)
 WITHOUT ROWID

;
CREATE TABLE swaps (
    id INTEGER NOT NULL,
    login VARCHAR NOT NULL,
    author VARCHAR NOT NULL,
    day VARCHAR NOT NULL,
    kind VARCHAR NOT NULL,
    peer_login VARCHAR NOT NULL,
    peer_day VARCHAR NOT NULL,
    peer_kind VARCHAR NOT NULL,
    reason VARCHAR NOT NULL,
    at INTEGER NOT NULL,
    state VARCHAR NOT NULL,
    failures VARCHAR NOT NULL,
    decided_login VARCHAR NOT NULL,
    decided_by VARCHAR NOT NULL,
    decided_at INTEGER,
    decision VARCHAR NOT NULL,
    version INTEGER NOT NULL,
    client_id VARCHAR NOT NULL,
    PRIMARY KEY (id),
    UNIQUE (client_id),
    CONSTRAINT state_word CHECK (state = 'asked' OR state = 'accepted' OR state = 'declined' OR state = 'approved' OR state = 'refused' OR state = 'withdrawn'),
    CONSTRAINT whole_numbers CHECK (typeof(at) IN ('integer', 'null') AND typeof(decided_at) IN ('integer', 'null'))
);
CREATE TABLE urges (
    id INTEGER NOT NULL,
    order_id INTEGER NOT NULL,
    text VARCHAR NOT NULL,
    login VARCHAR NOT NULL,
    author VARCHAR NOT NULL,
    shift VARCHAR NOT NULL,
    at INTEGER NOT NULL,
    PRIMARY KEY (id),
    CONSTRAINT whole_numbers CHECK (typeof(at) IN ('integer', 'null')),
    FOREIGN KEY(order_id) REFERENCES orders (id)
);
CREATE TABLE warehouses (
    id INTEGER NOT NULL,
    name VARCHAR NOT NULL,
    ships INTEGER NOT NULL,
    snapshot_id INTEGER NOT NULL,
    taken_at INTEGER,
    PRIMARY KEY (id),
    UNIQUE (name),
    CONSTRAINT whole_numbers CHECK (typeof(taken_at) IN ('integer', 'null'))
);
CREATE INDEX ix_amazon_cases_open ON amazon_cases (id) WHERE state NOT IN ('restored', 'closed');
CREATE INDEX ix_batches_importing ON batches (id) WHERE state = 'importing';
CREATE INDEX ix_batches_sha256 ON batches (sha256);
CREATE INDEX ix_call_orders_order ON call_orders (order_id);
CREATE INDEX ix_call_orders_untold ON call_orders (call_id) WHERE told_at IS NULL;
CREATE INDEX ix_cases_open ON cases (since, id) WHERE state NOT IN ('closed', 'refused');
CREATE INDEX ix_cases_order ON cases (order_id);
CREATE INDEX ix_cases_remark ON cases (remark_id) WHERE remark_id <> 0;
CREATE INDEX ix_conflicts_order ON conflicts (order_id);
CREATE INDEX ix_demand_order ON demand (order_id);
CREATE INDEX ix_downloaded_orders_order ON downloaded_orders (order_id);
CREATE INDEX ix_downloads_batch ON downloads (batch_id);
CREATE INDEX ix_downloads_name ON downloads (name);
CREATE INDEX ix_events_changed ON events (batch_id) WHERE kind = 'order.changed';
CREATE INDEX ix_events_order ON events (order_id) WHERE order_id IS NOT NULL;
CREATE INDEX ix_events_waiting ON events (order_no) WHERE order_id IS NULL AND order_no <> '';
CREATE INDEX ix_explanations_order ON explanations (order_id);
CREATE INDEX ix_former_keys_order ON former_keys (order_id);
CREATE INDEX ix_handover_items_open ON handover_items (due) WHERE state = 'open';
CREATE INDEX ix_handover_items_order ON handover_items (order_id) WHERE order_id IS NOT NULL;
CREATE INDEX ix_handover_receipts_item ON handover_receipts (item_id);
CREATE INDEX ix_items_code ON items (code_key);
CREATE INDEX ix_items_discontinued ON items ("key") WHERE (told_status = 'discontinued' OR discontinued_at IS NOT NULL);
CREATE INDEX ix_items_short ON items (short);
CREATE INDEX ix_items_supplier ON items (supplier_key);
CREATE INDEX ix_marked_rows_batch ON marked_rows (batch_id);
CREATE INDEX ix_marked_rows_order ON marked_rows (order_id);
CREATE INDEX ix_mentions_unread ON mentions (login, id) WHERE read_at IS NULL;
CREATE INDEX ix_movements_item ON movements ("key", at);
CREATE INDEX ix_movements_reference ON movements (reference) WHERE reference <> '';
CREATE INDEX ix_notice_readers_unread ON notice_readers (login) WHERE read_at IS NULL;
CREATE INDEX ix_orders_buyer ON orders (buyer, id, payment_status, parent_id) WHERE buyer <> '';
CREATE INDEX ix_orders_conflicts ON orders (id) WHERE conflicts > 0;
CREATE INDEX ix_orders_narrow ON orders (id, batch_id, total, paid_at, name);
CREATE INDEX ix_orders_parent ON orders (parent_id, id) WHERE parent_id <> 0;
CREATE INDEX ix_orders_reviewed ON orders (batch_id, order_status, approved_at, id) WHERE (approved_at IS NOT NULL OR order_status = 'held');
CREATE INDEX ix_orders_to_mirror ON orders (id) WHERE order_status IN ('awaiting_payment', 'awaiting_review', 'approved', 'held', 'partly_shipped') AND (market_remark <> '' OR remarks_shipping > 0 OR remarks_internal > 0 OR remarks_finance > 0);
CREATE INDEX ix_orders_unshipped ON orders (id, ship_by) WHERE ship_by IS NOT NULL AND shipped_at IS NULL AND order_status IN ('awaiting_review', 'approved', 'held', 'partly_shipped');
CREATE INDEX ix_owed_event ON owed (event_seq);
CREATE INDEX ix_owed_order ON owed (order_id);
CREATE INDEX ix_promises_broken ON promises (settled_at) WHERE state = 'broken';
CREATE INDEX ix_promises_open ON promises (due) WHERE state = 'open';
CREATE INDEX ix_promises_order ON promises (order_id);
CREATE INDEX ix_rejects_batch ON rejects (batch_id);
CREATE INDEX ix_rejects_order ON rejects (market_no) WHERE market_no <> '';
CREATE INDEX ix_remarks_asked ON remarks (tab, id) WHERE state IN ('asked', 'seen', 'doing', 'query');
CREATE INDEX ix_remarks_order ON remarks (order_id);
CREATE INDEX ix_remarks_waiting ON remarks (order_no) WHERE order_id IS NULL;
CREATE INDEX ix_requests_news ON requests (login, id) WHERE news = 1;
CREATE INDEX ix_requests_open ON requests (id) WHERE state IN ('asked', 'approved');
CREATE INDEX ix_requests_order ON requests (order_id);
CREATE INDEX ix_reveals_login ON reveals (login, at);
CREATE INDEX ix_reveals_order ON reveals (order_id);
CREATE INDEX ix_sessions_on ON sessions (login) WHERE ended IS NULL;
CREATE INDEX ix_shift_notes_shift ON shift_notes (shift_id);
CREATE INDEX ix_shift_people_here ON shift_people (login) WHERE left_at IS NULL;
CREATE INDEX ix_shifts_day ON shifts (day);
CREATE INDEX ix_snapshots_batch ON snapshots (batch_id);
CREATE INDEX ix_snapshots_warehouse ON snapshots (warehouse_id, taken_at);
CREATE INDEX ix_ssh_keys_login ON ssh_keys (login) WHERE revoked_at IS NULL;
CREATE INDEX ix_stock_calls_item ON stock_calls ("key", id);
CREATE INDEX ix_stock_levels_warehouse ON stock_levels (warehouse_id, snapshot_id);
CREATE INDEX ix_stock_totals_available ON stock_totals (available);
CREATE INDEX ix_stock_totals_oversold ON stock_totals ("key") WHERE (available < 0 OR told_available < 0);
CREATE INDEX ix_stock_totals_short ON stock_totals ("key") WHERE shortage > 0;
CREATE INDEX ix_stock_touched_batch ON stock_touched (batch_id);
CREATE INDEX ix_stops_open ON stops (remark_id) WHERE outcome = 'asked';
CREATE INDEX ix_stops_order ON stops (order_id);
CREATE INDEX ix_swaps_open ON swaps (id) WHERE state IN ('asked', 'accepted');
CREATE INDEX ix_urges_order ON urges (order_id);
CREATE UNIQUE INDEX ux_blacklist_buyer ON blacklist (buyer) WHERE removed_at IS NULL;
CREATE UNIQUE INDEX ux_events_client ON events (client_id) WHERE client_id IS NOT NULL;
CREATE UNIQUE INDEX ux_handover_items_source ON handover_items (origin, source_id) WHERE state = 'open' AND source_id IS NOT NULL;
CREATE UNIQUE INDEX ux_items_doc ON items (doc);
CREATE UNIQUE INDEX ux_raw_orders ON raw_orders (order_id, kind, batch_id, digest);
CREATE UNIQUE INDEX ux_shifts_after ON shifts (after_seq);
CREATE UNIQUE INDEX ux_shifts_open ON shifts (state) WHERE state = 'open';
CREATE TRIGGER log_end BEFORE INSERT ON events WHEN NEW.seq <= (SELECT max(seq) FROM events) BEGIN SELECT RAISE(ABORT, 'the log is append-only'); END;
CREATE TRIGGER log_kept BEFORE DELETE ON events BEGIN SELECT RAISE(ABORT, 'the log is append-only'); END;
CREATE TRIGGER log_same BEFORE UPDATE ON events WHEN NOT (OLD.digest IS NOT NULL AND NEW.before IS NULL AND NEW.after IS NULL AND (NEW.salt IS NULL OR NEW.salt IS OLD.salt) AND NEW.seq IS OLD.seq AND NEW.at IS OLD.at AND NEW.actor IS OLD.actor AND NEW.shift IS OLD.shift AND NEW.kind IS OLD.kind AND NEW.order_id IS OLD.order_id AND NEW.order_no IS OLD.order_no AND NEW.batch_id IS OLD.batch_id AND NEW.digest IS OLD.digest AND NEW.hash IS OLD.hash AND NEW.client_id IS OLD.client_id AND NEW.session IS OLD.session) BEGIN SELECT RAISE(ABORT, 'the log is append-only'); END;
CREATE TRIGGER stock_order_changed AFTER UPDATE OF id, version, order_no, order_status, approved_at, shipped_at ON orders WHEN (NEW.order_status IN ('approved', 'awaiting_review', 'held', 'partly_shipped') OR NEW.shipped_at > CAST(strftime('%s', 'now') AS INTEGER) - 1209600) OR EXISTS (SELECT 1 FROM demand WHERE order_id = OLD.id) BEGIN INSERT INTO stock_touched (order_id) VALUES (OLD.id) ON CONFLICT (order_id) DO UPDATE SET batch_id = 0; INSERT INTO stock_touched (order_id) VALUES (NEW.id) ON CONFLICT (order_id) DO UPDATE SET batch_id = 0; END;
CREATE TRIGGER stock_order_gone AFTER DELETE ON orders BEGIN INSERT INTO stock_touched (order_id) VALUES (OLD.id) ON CONFLICT (order_id) DO UPDATE SET batch_id = 0; END;
CREATE TRIGGER stock_order_new AFTER INSERT ON orders WHEN (NEW.order_status IN ('approved', 'awaiting_review', 'held', 'partly_shipped') OR NEW.shipped_at > CAST(strftime('%s', 'now') AS INTEGER) - 1209600) BEGIN INSERT INTO stock_touched (order_id) VALUES (NEW.id) ON CONFLICT (order_id) DO UPDATE SET batch_id = 0; END;
