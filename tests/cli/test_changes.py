"""The commands that change an order: receipts, exit statuses, and who may (design §11)."""

from __future__ import annotations

import pytest


@pytest.fixture
def number(csdesk, desk):
    """An order that awaits review."""
    found = csdesk("search", "status:awaiting_review", "--json", desk=desk).answer["orders"]
    return found[0]["order_no"]


@pytest.fixture
def roles(csdesk, desk):
    """Colleagues, one of each role that matters here."""
    for role in ("agent", "lead", "finance", "viewer"):
        csdesk("people", "add", role, role, "--role", role, desk=desk)


def test_a_field_is_set_and_the_version_counts_up(csdesk, desk, number):
    seen = csdesk("order", number, "--json", desk=desk).answer["version"]
    told = csdesk("set", number, "--field", "name", "--value", "欧阳修远", "--json", desk=desk)
    assert told.status == 0
    assert (told.answer["order_no"], told.answer["version"]) == (number, seen + 1)
    assert csdesk("order", number, "--json", desk=desk).answer["name"] == "欧**远"
    stale = csdesk(
        "set", number, "--field", "name", "--value", "x", "--version", str(seen), desk=desk
    )
    assert stale.status == 5
    assert "meanwhile" in stale.err


@pytest.mark.parametrize(
    ("arguments", "status"),
    [
        (("set", "{no}", "--field", "carrier", "--value", "圆通"), 1),
        (("set", "{no}", "--field", "total", "--value", "1"), 2),
        (("set", "TB990101-0001", "--field", "name", "--value", "x"), 3),
        (("set", "{no}"), 2),
        (("set", "{no}", "--field", "name"), 2),
        (("set", "{no}", "--line", "1"), 2),
        (("set", "{no}", "--sku", "1098"), 2),
        (("set", "{no}", "--line", "1", "--sku", "1098", "--field", "name", "--value", "x"), 2),
        (("set", "{no}", "--line", "0", "--quantity", "1"), 2),
        (("set", "{no}", "--line", "99", "--quantity", "1"), 3),
        (("set", "{no}", "--line", "1", "--sku", "nothing\x1b[2J"), 3),
        (("set", "{no}", "--line", "1", "--quantity", "10000"), 1),
        (("pay", "{no}", "rich"), 2),
        (("pay", "{no}", "partly_refunded", "--refund", "1.234"), 2),
        (("blacklist", "{no}"), 2),
        (("blacklist", "{no}", "--remove", "--reason", "x"), 1),
        (("settle", "999", "ours"), 3),
        (("settle", "999"), 2),
        (("settle", "999", "ours", "--value", "x"), 2),
    ],
)
def test_what_cannot_be_done_is_a_sentence_and_a_status(
    csdesk, desk, number, roles, arguments, status
):
    words = [each.format(no=number) for each in arguments]
    who = ("--as", "finance") if words[0] == "pay" else ()
    told = csdesk(*who, *words, desk=desk)
    assert told.status == status, told.err
    assert told.err.count("\n") == 1
    assert "Traceback" not in told.err


def test_an_item_is_corrected_and_the_version_counts_up(csdesk, desk, number, roles):
    before = csdesk("order", number, "--json", desk=desk).answer
    seen = before["version"]
    words = ("set", number, "--line", "1", "--attributes", "白 S\x1b]0;x\x07", "--quantity", "7")
    assert csdesk("--as", "viewer", *words, desk=desk).status == 4
    told = csdesk(*words, "--reason", "typo", "--version", str(seen), "--json", desk=desk)
    assert told.status == 0, told.err
    assert told.answer == {
        "order_no": number, "order_status": "awaiting_review", "version": seen + 1,
    }  # fmt: skip
    line = csdesk("order", number, "--json", desk=desk).answer["lines"][0]
    assert line["quantity"] == 7
    assert line["attributes"].startswith("白 S")
    assert "\x1b" not in line["attributes"]
    assert line["sku"] == before["lines"][0]["sku"]
    stale = csdesk("set", number, "--line", "1", "--quantity", "8", "--version", str(seen),
                   desk=desk)  # fmt: skip
    assert stale.status == 5
    assert "meanwhile" in stale.err
    assert "typo" in csdesk("log", number, "--json", desk=desk).out
    assert csdesk(*words[:5], "white", desk=desk, terminal=True).out.startswith(number)


def test_an_item_number_is_one_that_orders_know_else_the_nearest_are_named(csdesk, desk, number):
    def numbers(n):
        answer = csdesk("order", n, "--json", desk=desk).answer
        return [line["sku"] for line in answer["lines"]]

    found = csdesk("search", "status:awaiting_review", "--json", desk=desk).answer["orders"]
    mine = numbers(number)[0]
    other = next(s for each in found for s in numbers(each["order_no"]) if s and s != mine)
    wrong = csdesk("set", number, "--line", "1", "--sku", other[:-1] + "?", desk=desk)
    assert wrong.status == 3
    assert "The nearest are" in wrong.err
    told = csdesk("set", number, "--line", "1", "--sku", other, desk=desk)
    assert (told.status, "comes in" in told.err) in ((0, False), (1, True))
    if told.status == 0:
        assert numbers(number)[0] == other


def test_only_finance_pays_and_others_ask(csdesk, desk, number, roles):
    for who in ("agent", "lead", "viewer"):
        told = csdesk("--as", who, "pay", number, "refunded", desk=desk)
        assert told.status == 4
        assert "Who may: finance" in told.err
    assert csdesk("--as", "agent", "pay", number, "退款", "--ask", "坏了", desk=desk).status == 0
    told = csdesk("--as", "finance", "pay", number, "refunded", "--json", desk=desk)
    assert told.status == 0
    order = csdesk("order", number, "--json", desk=desk).answer
    assert order["payment_status"] == "refunded"
    assert order["remarks"]["finance"] == 1


def test_only_a_lead_takes_a_customer_off_the_blacklist(csdesk, desk, number, roles):
    told = csdesk("--as", "agent", "blacklist", number, "--reason", "恶意留差评", desk=desk)
    assert told.status == 0
    assert csdesk("order", number, "--json", desk=desk).answer["blacklisted"]
    away = ("blacklist", number, "--remove", "--reason", "误会")
    assert csdesk("--as", "agent", *away, desk=desk).status == 4
    assert csdesk("--as", "lead", *away, desk=desk).status == 0
    assert not csdesk("order", number, "--json", desk=desk).answer["blacklisted"]


def test_a_new_order_of_a_blacklisted_customer_comes_in_red(csdesk, new_desk, tmp_path):
    head = "订单编号,买家会员名,买家支付宝账号,买家应付货款,总金额,买家实际支付金额,订单状态,收货人姓名,收货地址 ,联系手机,订单创建时间,订单付款时间 ,宝贝标题 \n"  # noqa: E501  # a header
    row = '="{no}",坏人,bad@x.cn,10.00,10.00,10.00,"买家已付款，等待卖家发货",张三,浙江省 杭州市 西湖区 文三路 1 号,13800001111,2026-11-20 10:00:00,2026-11-20 10:01:00,裙子\n'  # noqa: E501  # a row
    for n in (1, 2):
        file = tmp_path / f"ExportOrderList20261122100{n}.csv"
        file.write_bytes((head + row.format(no=f"{n}" * 18)).encode("gb18030"))
        told = csdesk("import", str(file), "--alone", "--json", desk=new_desk)
        assert told.status == 0, told.err + told.out
        if n == 1:
            csdesk("blacklist", "1" * 18, "--reason", "恶意留差评", desk=new_desk)
    assert csdesk("order", "2" * 18, "--json", desk=new_desk).answer["blacklisted"]
    assert csdesk("search", "is:blacklisted", "--json", desk=new_desk).answer["total"] == 2


def test_conflicts_are_listed_and_settled(csdesk, new_desk, tmp_path):
    assert csdesk("conflicts", "--json", desk=new_desk).answer == {"conflicts": []}
    head = "订单编号,买家会员名,买家应付货款,总金额,买家实际支付金额,订单状态,收货人姓名,收货地址 ,联系手机,订单创建时间,订单付款时间 ,宝贝标题 \n"  # noqa: E501  # a header
    row = '="111111111111111111",n,10.00,10.00,10.00,"买家已付款，等待卖家发货",{name},浙江省 杭州市 西湖区 文三路 1 号,13800001111,2026-11-20 10:00:00,2026-11-20 10:01:00,裙子\n'  # noqa: E501  # a row
    for n, name in enumerate(("张三", "李四")):
        file = tmp_path / f"ExportOrderList20261122100{n}.csv"
        file.write_bytes((head + row.format(name=name)).encode("gb18030"))
        csdesk("import", str(file), "--alone", desk=new_desk)
        if not n:
            csdesk("set", "1" * 18, "--field", "name", "--value", "王五", desk=new_desk)
    (conflict,) = csdesk("conflicts", "--json", desk=new_desk).answer["conflicts"]
    told = {key: conflict[key] for key in ("field", "base", "ours", "theirs")}
    assert told == {"field": "name", "base": "张*", "ours": "王*", "theirs": "李*"}
    whole = csdesk("reveal", "1" * 18, "name", "--reason", "5", "--json", desk=new_desk).answer
    assert whole["conflicts"] == [
        {"id": conflict["id"], "base": "张三", "ours": "王五", "theirs": "李四"}
    ]
    assert conflict["changed_by"]
    assert csdesk("settle", str(conflict["id"]), "theirs", desk=new_desk).status == 0
    assert csdesk("settle", str(conflict["id"]), "ours", desk=new_desk).status == 5
    assert csdesk("order", "1" * 18, "--json", desk=new_desk).answer["name"] == "李*"


def test_what_is_to_be_collected_is_noted_by_finance_or_let_go_by_a_lead(
    csdesk, desk, number, roles
):
    line = csdesk("order", number, "--json", desk=desk).answer["lines"][0]
    dear = line["unit_price"] + 1_000
    told = csdesk(
        "exchange", number, "--line", "1", "--sku", "QQQ1", "--price", str(dear / 100), desk=desk
    )
    assert told.status == 3
    other = next(
        each["sku"]
        for row in csdesk("search", "", "--json", desk=desk).answer["orders"]
        for each in csdesk("order", row["order_no"], "--json", desk=desk).answer["lines"]
        if each["unit_price"] > line["unit_price"]
    )
    done = csdesk(
        "exchange", number, "--line", "1", "--sku", other, "--quantity", "1", "--json", desk=desk
    ).answer
    assert done["collect"] == done["difference"] > 0
    account = csdesk("account", number, "--json", desk=desk).answer
    assert (account["collect"], account["owed"]) == (done["collect"], 0)
    assert [each["reason"] for each in account["entries"]] == ["exchange"]
    (due,) = csdesk("account", "--json", desk=desk).answer["due"]
    assert (due["order_no"], due["amount"]) == (number, done["collect"])
    for who in ("agent", "lead", "viewer"):
        told = csdesk("--as", who, "account", number, "collected", desk=desk)
        assert (told.status, "finance" in told.err) == (4, True)
    ask = csdesk("--as", "agent", "account", number, "差价已收", "--ask", "支付宝", desk=desk)
    assert ask.status == 0
    told = csdesk(
        "--as", "finance", "account", number, "collected", "--amount", "0.01", "--json", desk=desk
    )
    assert (told.answer["amount"], told.answer["collect"]) == (1, done["collect"] - 1)
    assert csdesk("--as", "lead", "account", number, "waived", desk=desk).status == 1
    told = csdesk("--as", "lead", "account", number, "waived", "--reason", "x", "--json", desk=desk)
    assert (told.status, told.answer["collect"]) == (0, 0)
    assert csdesk("--as", "finance", "account", number, "collected", desk=desk).status == 1
    assert csdesk("account", number, "tomorrow", desk=desk).status == 2
    assert csdesk("account", number, "--amount", "1", desk=desk).status == 2
    assert csdesk("account", "--amount", "1", desk=desk).status == 2
    assert csdesk("account", "--json", desk=desk).answer == {"due": []}
