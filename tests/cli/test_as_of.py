"""``csdesk as-of`` and what it says to people and programs."""

from __future__ import annotations

import pytest

from tests.hostile import forbidden


@pytest.fixture
def number(csdesk, desk):
    orders = csdesk("search", "status:awaiting_review", "--json", desk=desk).answer["orders"]
    return orders[0]["order_no"]


def test_an_order_is_shown_as_it_stood_with_what_changed_since(csdesk, desk, number):
    begun = csdesk("as-of", "now", "counts", "--json", desk=desk).answer["as_of"]["seq"]
    assert csdesk("hold", number, "--reason", "地址不全", desk=desk).status == 0
    told = csdesk("as-of", f"#{begun}", "order", number, "--json", desk=desk)
    assert told.status == 0, told.err
    answer = told.answer
    assert (answer["order_no"], answer["there"], answer["not_known"]) == (number, True, [])
    assert answer["as_of"]["seq"] == begun
    assert answer["fields"]["order_status"] == "awaiting_review"
    assert answer["lines"][0]["line_no"] == 1
    changes = {each["field"]: (each["before"], each["after"]) for each in answer["changes"]}
    assert changes == {
        "order_status": ("awaiting_review", "held"), "hold_reason": ("", "地址不全"),
    }  # fmt: skip


def test_before_the_import_the_order_was_not_there(csdesk, desk, number):
    told = csdesk("as-of", "#0", "order", number, "--json", desk=desk).answer
    assert told["there"] is False
    assert told["fields"] == {}
    (change,) = told["changes"]
    assert change == {"field": "order", "before": {"told": "nothing"}, "after": number}
    shown = csdesk("as-of", "#0", "order", number, desk=desk, terminal=True)
    assert "The desk did not have this order yet." in shown.out


def test_counts_stand_beside_those_of_now(csdesk, desk, number):
    last = csdesk("as-of", "now", "counts", "--json", desk=desk).answer["as_of"]["seq"]
    csdesk("hold", number, "--reason", "地址不全", desk=desk)
    answer = csdesk("as-of", f"#{last}", "counts", "--json", desk=desk).answer
    counts = {each["queue"]: (each["then"], each["until"]) for each in answer["counts"]}
    assert counts["held"][1] == counts["held"][0] + 1
    assert counts["review"][1] == counts["review"][0] - 1
    review = csdesk("as-of", f"#{last}", "queue", "review", "--json", desk=desk).answer
    assert review["total"] == counts["review"][0]
    assert number in review["orders"]
    table = csdesk("as-of", f"#{last}", "counts", desk=desk, terminal=True)
    assert "await review" in table.out


@pytest.mark.parametrize(
    ("arguments", "status"),
    [(("soon", "counts"), 2), (("now", "queue", "nothing"), 2), (("now", "order"), 2),
     (("now", "counts", "x"), 2), (("now", "order", "123456789"), 3), (("#999999", "counts"), 3)],
)  # fmt: skip
def test_what_cannot_be_told_is_a_sentence(csdesk, desk, arguments, status):
    told = csdesk("as-of", *arguments, desk=desk)
    assert told.status == status
    assert told.err.count("\n") == 1


@pytest.mark.parametrize("terminal", [True, False])
def test_what_a_buyer_wrote_is_not_obeyed(csdesk, desk, terminal):
    orders = csdesk("search", "", "--limit", "200", "--json", desk=desk).answer["orders"]
    for each in orders:
        for when in ("now", "#0"):
            told = csdesk("as-of", when, "order", each["order_no"], desk=desk, terminal=terminal)
            assert told.status == 0, told.err
            assert not forbidden(told.out.replace("\t", " "))
