"""The sample desk: one command, and there is something to look at."""

from __future__ import annotations

from pathlib import Path

import pytest

from csdesk.settings import read_settings
from csdesk.store.batches import newest
from csdesk.store.engine import Store
from csdesk.store.remarks import waiting

FEATURES = {
    "is:conflict": 3, "状态:审核通过": 5, "status:held": 3, "is:blacklisted": 1, "remark:圆通": 1,
    "by:韩梅梅": 3, "by:小李": 3, "by:王会计": 1, "by:老周": 1, "by:陈姐": 1,
    "状态:已发货": 100, "flag:red": 1, "site:AM": 100,
}  # fmt: skip
"""What the sample desk has at hand, and how many of it at least."""


@pytest.mark.slow
def test_a_sample_desk_shows_every_state_of_an_import(csdesk, tmp_path):
    told = csdesk("demo", "--no-open", "--dir", str(tmp_path / "demo"))
    assert (told.status, told.err) == (0, "")
    folder = Path(told.out.strip())
    assert folder == tmp_path / "demo"
    assert read_settings(folder).quiet_seconds < 1, "who looks on is in a hurry"
    assert csdesk("search", "马女士", "--json", desk=folder).answer["total"] > 3
    for query, least in FEATURES.items():
        found = csdesk("search", query, "--json", desk=folder).answer["total"]
        assert found >= least, f"README and the first minutes look for {query}"
    with Store(folder / "desk.db").read() as c:
        assert len(waiting(c)) == 2
        states = {each.state.value for each in newest(c, 50)}
    assert states == {"imported", "partly", "waiting", "duplicate", "quarantined"}
    check_shifts(csdesk, folder)
    assert csdesk("doctor", "--json", desk=folder).status == 0
    assert csdesk("sync", "--once", desk=folder).out == "", "nothing is left in the inbox"
    again = csdesk("demo", "--no-open", "--dir", str(folder))
    assert again.status == 0
    assert again.out.strip() == str(folder)


def check_shifts(csdesk, folder):
    """Yesterday's late shift is signed, this morning's is on; a critical item came twice."""
    on, late, early = csdesk("shift", "list", "--json", desk=folder).answer["shifts"]
    assert [(each["kind"], each["state"]) for each in (on, late, early)] == [
        ("early", "open"), ("late", "closed"), ("early", "received"),
    ]  # fmt: skip
    assert early["day"] == late["day"] < on["day"]
    told = csdesk("shift", "show", str(late["shift"]), "--json", desk=folder).answer
    assert (told["seal"], told["unacknowledged"]) == ("holds", 3)
    items = told["report"]["remaining"]["items"]
    assert [(each["urgency"], each["age_shifts"]) for each in items] == [
        ("critical", 2), ("urgent", 1), ("routine", 1),
    ]  # fmt: skip


def test_a_folder_with_other_things_is_left_alone(csdesk, tmp_path):
    (tmp_path / "holiday.txt").write_text("mine")
    told = csdesk("demo", "--no-open", "--dir", str(tmp_path))
    assert (told.status, told.out) == (1, "")
    assert "not empty" in told.err
    assert [each.name for each in tmp_path.iterdir()] == ["holiday.txt"]
