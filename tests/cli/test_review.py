"""csdesk review, approve, hold, release, download, ledger: keys, exit statuses, roles."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from tests.hostile import forbidden


@pytest.fixture
def queue(csdesk, desk):
    """What awaits review, from the JSON document."""
    return csdesk("review", "--json", desk=desk).answer


def a_clean_one(queue):
    return next(each["order_no"] for each in queue["orders"] if each["clean"])


def batches(csdesk, desk):
    return csdesk("ledger", "--json", desk=desk).answer["batches"]


def first_orders(csdesk, desk):
    """The import that brought the first orders."""
    return next(b["id"] for b in batches(csdesk, desk)[::-1] if b["file"] == "ExportOrderList1.csv")


def test_review_tells_every_check_by_name(queue):
    assert {"clean", "problems", "orders"} <= set(queue)
    assert queue["clean"] + queue["problems"] == len(queue["orders"]) == queue["waiting"]
    for order in queue["orders"]:
        assert order["clean"] == all(check["ok"] is not False for check in order["checks"])
        for check in order["checks"]:
            assert {"name", "ok", "detail"} <= set(check)
    stock = [c for o in queue["orders"] for c in o["checks"] if c["name"] == "stock"]
    assert {check["ok"] for check in stock} == {None}, "unknown is not passed"


def test_review_of_one_import_and_of_one_order(csdesk, desk, queue):
    found = [csdesk("review", "--batch", str(b["id"]), "--json", desk=desk).answer["orders"]
             for b in batches(csdesk, desk)]  # fmt: skip
    assert {o["order_no"] for each in found for o in each} == {
        o["order_no"] for o in queue["orders"]
    }
    number = a_clean_one(queue)
    (one,) = csdesk("review", number, "--json", desk=desk).answer["orders"]
    assert one == next(o for o in queue["orders"] if o["order_no"] == number)


def test_approving_by_number_tells_what_was_approved(csdesk, desk, queue):
    number = a_clean_one(queue)
    assert csdesk("approve", number, "--json", desk=desk).answer == {
        "approved": [number], "skipped": [],
    }  # fmt: skip
    again = csdesk("approve", number, "--json", desk=desk)
    assert (again.status, again.out) == (1, "")
    assert "does not await review" in again.err


def test_a_stale_version_is_5_an_unknown_number_3_a_missing_right_4(csdesk, desk, queue):
    number = a_clean_one(queue)
    csdesk("people", "add", "fei", "财务", "--role", "finance", desk=desk)
    assert csdesk("approve", number, "--version", "99", desk=desk).status == 5
    assert csdesk("hold", number, "--reason", "1", "--version", "99", desk=desk).status == 5
    for command in (["approve"], ["hold", "--reason", "1"], ["release"]):
        assert csdesk(*command, "TB990101-0001", desk=desk).status == 3
        refused = csdesk("--as", "fei", *command, number, desk=desk)
        assert refused.status == 4
        assert "may not review orders" in refused.err
    assert csdesk("--as", "fei", "approve", "--clean", desk=desk).status == 4
    assert csdesk("--as", "fei", "download", "--batch", "1", desk=desk).status == 4
    assert csdesk("download", "--batch", "77", desk=desk).status == 3
    assert csdesk("review", "--batch", "77", desk=desk).status == 3
    assert len(csdesk("review", "--json", desk=desk).answer["orders"]) == len(queue["orders"])


@pytest.mark.parametrize(
    "wrong",
    [["approve"], ["approve", "--batch", "1"], ["approve", "TB1", "--clean"], ["hold", "TB1"],
     ["approve", "a1", "b2", "--version", "1"], ["download"], ["ledger", "--explain", "a", "b"]],
)  # fmt: skip
def test_what_is_no_request_is_2(csdesk, desk, wrong):
    assert csdesk(*wrong, desk=desk).status == 2


def test_of_several_numbers_those_that_cannot_be_are_skipped_with_the_reason(csdesk, desk, queue):
    number = a_clean_one(queue)
    told = csdesk("approve", number, "TB990101-0001", "--json", desk=desk)
    assert told.answer["approved"] == [number]
    (skipped,) = told.answer["skipped"]
    assert skipped["order_no"] == "TB990101-0001"
    assert skipped["reason"]
    assert told.status == 3


def test_all_clean_ones_of_an_import_download_and_ledger(csdesk, desk, queue):
    batch = first_orders(csdesk, desk)
    clean = [o["order_no"] for o in csdesk("review", "--batch", str(batch), "--json",
                                           desk=desk).answer["orders"] if o["clean"]]  # fmt: skip
    done = csdesk("approve", "--batch", str(batch), "--clean", "--json", desk=desk)
    assert done.status == 0
    assert sorted(done.answer["approved"]) == sorted(clean)
    stock = done.answer["stock"]
    assert set(stock) == {"short", "discontinued", "unknown"}
    assert 0 <= sum(stock.values()) <= len(clean)
    assert all(each["reason"] for each in done.answer["skipped"])
    before = next(b for b in batches(csdesk, desk) if b["id"] == batch)
    assert (before["approved"], before["downloaded"]) == (len(clean), 0)
    assert before["difference"] == len(clean)
    told = csdesk("download", "--batch", str(batch), "--json", desk=desk).answer
    assert (told["orders"], told["approved"], told["equal"]) == (len(clean), len(clean), True)
    assert Path(told["file"]).name.startswith("淘宝订单付款")
    with Path(told["file"]).open(encoding="utf-8-sig", newline="") as file:
        assert len(list(csv.reader(file))) == 1 + len(clean)
    after = next(b for b in batches(csdesk, desk) if b["id"] == batch)
    assert (after["downloaded"], after["difference"]) == (len(clean), 0)


def test_every_line_of_the_ledger_adds_up(csdesk, desk):
    for each in batches(csdesk, desk):
        rows = (each[key] for key in ("new", "changed", "unchanged", "rejected"))
        assert each["rows"] == sum(rows)
        assert {"held", "approved", "downloaded", "difference"} <= set(each)


def test_a_difference_is_status_1_until_the_counts_are_equal_and_can_be_explained(csdesk, desk):
    batch = str(first_orders(csdesk, desk))
    first = csdesk("approve", "--batch", batch, "--clean", "--json", desk=desk).answer["approved"][
        0
    ]
    csdesk("download", "--batch", batch, desk=desk)
    assert csdesk("hold", first, "--reason", "buyer called", "--json", desk=desk).answer == {
        "order_no": first, "order_status": "held", "version": 4,
    }  # fmt: skip
    assert csdesk("download", "--batch", batch, desk=desk).status == 1
    told = csdesk("ledger", "--batch", batch, "--explain", first, "shipping took it out", "--json",
                  desk=desk).answer  # fmt: skip
    assert told["differences"][0]["explanation"] == "shipping took it out"
    assert told["batches"][0]["difference"] == 0
    released = csdesk("release", first, "--json", desk=desk).answer
    assert released["order_status"] == "approved"


def test_a_problem_order_writes_the_marked_table(csdesk, desk, queue):
    number = next(each["order_no"] for each in queue["orders"] if not each["clean"])
    csdesk("hold", number, "--reason", "2", "--problem", desk=desk)
    assert list((desk / "exports").glob("标记-*.csv"))
    assert list((desk / "exports").glob("标记-*.xlsx"))


@pytest.mark.parametrize("command", [["review"], ["ledger"], ["approve", "--clean"]])
@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("terminal", [True, False])
def test_nothing_a_buyer_wrote_reaches_the_terminal_unfiltered(
    csdesk, desk, command, lang, terminal
):
    told = csdesk("--lang", lang, *command, desk=desk, terminal=terminal)
    assert told.status == 0
    assert forbidden(told.out.replace("\t", " ")) == []
    assert told.out


def test_a_file_for_shipping_is_printed_byte_for_byte_into_a_pipe_only(csdesk, desk):
    batch = str(first_orders(csdesk, desk))
    csdesk("approve", "--batch", batch, "--clean", desk=desk)
    path = Path(csdesk("download", "--batch", batch, "--json", desk=desk).answer["file"])
    listed = csdesk("fetch", "--json", desk=desk).answer["files"]
    assert {each["file"] for each in listed} == {path.name, f"{path.stem}.xlsx"}
    assert path.name in csdesk("fetch", desk=desk, terminal=True).out
    assert csdesk("fetch", path.name, desk=desk).out.encode() == path.read_bytes()
    shown = csdesk("fetch", path.name, desk=desk, terminal=True)
    assert (shown.status, shown.out) == (2, "")
    assert f"csdesk fetch {path.name} > {path.name}" in shown.err
    assert csdesk("fetch", "other.csv", desk=desk).status == 3
    csdesk("people", "add", "fei", "财务", "--role", "finance", desk=desk)
    assert csdesk("--as", "fei", "fetch", path.name, desk=desk).status == 4
