"""Leads, urging, cases and shipping from the command line: receipts and exit statuses."""

from __future__ import annotations

import pytest

ROLES = ("agent", "lead", "finance", "shipping", "viewer")


@pytest.fixture
def number(csdesk, desk):
    """An order that awaits review, at a desk with one colleague of each role."""
    for role in ROLES:
        csdesk("people", "add", role, role, "--role", role, desk=desk)
    return first(csdesk, desk, "status:awaiting_review")


def first(csdesk, desk, query):
    return csdesk("search", query, "--json", desk=desk).answer["orders"][0]["order_no"]


def answer(told):
    assert told.status == 0, told.err
    return told.answer


def test_a_price_is_asked_decided_and_listed(csdesk, desk, number):
    def call(*words, who="agent"):
        return csdesk("--as", who, "requests", *words, "--json", desk=desk)

    asked = answer(call(number, "--ask", "price", "--new", "8.80", "--reason", "老客户"))
    assert (asked["kind"], asked["new"], asked["waiting_for"]) == ("price", 880, "lead")
    assert [each["id"] for each in answer(call())["requests"]] == [asked["id"]]
    decide = ("--decide", str(asked["id"]), "--as-is", "approved", "--reason", "ok")
    assert call(*decide).status == 4
    assert call(*decide, "--version", "7", who="lead").status == 5
    done = answer(call(*decide, who="lead"))
    assert (done["state"], done["decision"], done["waiting_for"]) == ("approved", "ok", "agent")
    assert answer(call())["requests"] == []
    assert len(answer(call("--all"))["requests"]) == 1
    assert "price change" in csdesk("requests", number, desk=desk, terminal=True).out


def test_a_buyer_is_urged_at_most_so_often(csdesk, desk, number):
    unpaid = first(csdesk, desk, "status:awaiting_payment")
    settings = desk / "desk.toml"
    text = settings.read_text(encoding="utf-8")
    guard = '[urging]\nmost = 2\nquiet_from = "00:00"\nquiet_until = "00:00"'
    settings.write_text(text.replace("[urging]", guard), encoding="utf-8")
    listed = answer(csdesk("urge", "--json", desk=desk))
    assert unpaid in [each["order_no"] for each in listed["orders"]]
    assert csdesk("--as", "viewer", "urge", unpaid, desk=desk).status == 4
    for n in (1, 2):
        assert answer(csdesk("urge", unpaid, "--text", str(n), "--json", desk=desk))["urges"] == n
    third = csdesk("urge", unpaid, desk=desk)
    assert third.status == 1
    assert "2 times within 24 hours" in third.err
    assert csdesk("urge", number, desk=desk).status == 1
    assert csdesk("urge", unpaid, "--text", "9", desk=desk).status == 2
    assert len(answer(csdesk("urge", unpaid, "--texts", "--json", desk=desk))["texts"]) == 3
    assert unpaid in csdesk("urge", desk=desk, terminal=True).out


def test_a_refund_case_is_opened_agreed_and_paid_by_finance(csdesk, desk, number):
    def call(*words, who="agent"):
        return csdesk("--as", who, "case", *words, "--json", desk=desk)

    order = csdesk("order", number, "--json", desk=desk).answer
    opened = answer(call(number, "--open", "refund", "--line", "1x1=1.00", "--reason", "线头"))
    assert (opened["state"], opened["amount"], opened["waiting_for"]) == ("asked", 100, "desk")
    assert opened["lines"] == [{"line_no": 1, "quantity": 1, "amount": 100}]
    one = str(opened["id"])
    assert answer(call("--step", one, "--as-is", "agreed"))["waiting_for"] == "finance"
    assert call("--step", one, "--as-is", "settled").status == 4
    assert call("--step", one, "--as-is", "closed").status == 1
    assert call("--step", one, "--as-is", "settled", "--version", "9", who="finance").status == 5
    assert answer(call("--step", one, "--as-is", "settled", who="finance"))["state"] == "settled"
    now = csdesk("order", number, "--json", desk=desk).answer
    assert (now["payment_status"], now["refund"]) == (
        "partly_refunded", (order["refund"] or 0) + 100,
    )  # fmt: skip
    assert [each["id"] for each in answer(call(number))["cases"]] == [opened["id"]]
    assert "refund only" in csdesk("case", desk=desk, terminal=True).out


@pytest.mark.parametrize(
    ("words", "status"),
    [
        (("{no}", "--open", "refund", "--amount", "9999999", "--reason", "x"), 1),
        (("{no}", "--open", "refund", "--line", "0=1", "--reason", "x"), 2),
        (("{no}", "--open", "refund", "--line", "99x1=1", "--reason", "x"), 3),
        (("{no}", "--open", "gold", "--reason", "x"), 2),
        (("--open", "refund"), 2),
        (("--step", "1"), 2),
        (("--step", "99", "--as-is", "agreed"), 3),
        (("TB990101-0001",), 3),
        (("{no}", "--open", "feedback", "--reason", "x"), 1),
        (("{no}", "--open", "feedback", "--rating", "negative", "--reason", "x",
          "--told", "请删差评"), 1),
    ],
)  # fmt: skip
def test_what_cannot_be_done_is_a_sentence_and_a_status(csdesk, desk, number, words, status):
    told = csdesk("case", *(word.format(no=number) for word in words), desk=desk)
    assert told.status == status, told.err
    assert told.err.count("\n") == 1
    assert answer(csdesk("case", "--all", "--json", desk=desk))["cases"] == []


def test_a_held_order_does_not_leave_until_shipping_answered(csdesk, desk, number):
    def ship(who="shipping"):
        return csdesk("--as", who, "ship", number, "--tracking", "YT1", "--json", desk=desk)

    assert csdesk("approve", number, desk=desk).status == 0
    assert ship("agent").status == 4
    assert csdesk("hold", number, "--reason", "客户要退", desk=desk).status == 0
    assert ship().status == 1
    (ask,) = answer(csdesk("inbox", "shipping", "--json", desk=desk))["asks"]
    assert (ask["hold"], ask["stop"]) == (True, "asked")
    late = ("answer", str(ask["id"]), "too_late")
    assert csdesk("--as", "shipping", *late, desk=desk).status == 1
    assert csdesk("--as", "agent", *late, "YT9", desk=desk).status == 4
    assert csdesk("--as", "shipping", *late, "YT9", desk=desk).status == 0
    released = answer(csdesk("release", number, "--json", desk=desk))
    assert released["order_status"] == "shipped"
    assert csdesk("order", number, "--json", desk=desk).answer["tracking_no"] == "YT9"
