"""What finance and shipping are asked: who may move it, who is told, who waits for whom."""

from __future__ import annotations

import subprocess
import sys

import pytest

from csdesk.model.errors import Conflict, NotAllowed, NotFound, Refused
from csdesk.model.status import RemarkState, Tab
from csdesk.services.asks import Inboxes
from csdesk.services.people import People
from csdesk.services.remarks import Remarks
from tests.services.desks import person

NUMBER = "TB261122-0001"
AGENT = person()
HAN = person("han", "韩梅梅")
SHIPPER = person("zhou", "周发", roles=("shipping",), shift="")
FINANCE = person("qian", "钱多", roles=("finance",), shift="")
LEAD = person("wang", "王主管", roles=("agent", "lead"))
TEAM = (AGENT, HAN, SHIPPER, FINANCE, LEAD)
ASKED, SEEN, DOING, DONE, QUERY = (
    RemarkState.ASKED, RemarkState.SEEN, RemarkState.DOING, RemarkState.DONE, RemarkState.QUERY,
)  # fmt: skip


@pytest.fixture
def team(desk):
    """A desk where five people work, with one order."""
    first = person("boss", "老板", roles=())
    desk.service(People, first).ensure()
    for each in TEAM:
        desk.service(People, first).add(each.login, each.name, each.roles)
    desk.order(NUMBER)
    return desk


def asked(team, text="改发圆通", tab=Tab.SHIPPING, who=AGENT, number=NUMBER):
    """Ask something; its id."""
    return team.service(Remarks, who).add(number, tab, text).id


def inbox(team, who=AGENT):
    """The inboxes as somebody sees them."""
    return team.service(Inboxes, who)


def state(team, remark_id):
    return inbox(team).one(remark_id).remark.state


def test_a_remark_for_a_department_lies_in_its_inbox_and_an_internal_one_in_none(team):
    first, second = asked(team, "改发圆通"), asked(team, "送小礼品")
    refund = asked(team, "退款 12 元", Tab.FINANCE)
    team.service(Remarks, AGENT).add(NUMBER, Tab.INTERNAL, "客户来电")
    shipping = inbox(team).of_department(Tab.SHIPPING)
    assert [each.remark.id for each in shipping.asks] == [first, second]
    assert shipping.total == 2
    assert [each.remark.id for each in inbox(team).of_department(Tab.FINANCE).asks] == [refund]
    with pytest.raises(Refused):
        inbox(team).of_department(Tab.INTERNAL)


def test_what_a_department_notes_for_itself_asks_nobody(team):
    noted = asked(team, "明天盘点", who=SHIPPER)
    assert state(team, noted) is RemarkState.NOTED
    assert inbox(team).of_department(Tab.SHIPPING).asks == ()
    assert state(team, asked(team, "急", who=FINANCE)) is ASKED


def test_parcels_to_be_stopped_stand_on_top_then_the_oldest(team):
    team.order("TB261122-0002", "2234567890123456789", order_status="held")
    ordinary = asked(team)
    hold = asked(team, "拦截", number="TB261122-0002")
    asks = inbox(team).of_department(Tab.SHIPPING).asks
    assert [(each.remark.id, each.is_hold) for each in asks] == [(hold, True), (ordinary, False)]


def test_a_list_cut_short_says_how_many_there_are(team):
    for _ in range(5):
        asked(team)
    found = inbox(team).of_department(Tab.SHIPPING, limit=2)
    assert (len(found.asks), found.total) == (2, 5)


def test_a_remark_on_a_number_not_imported_yet_is_asked_all_the_same(team):
    waits = asked(team, "急", number="290000000000000001")
    (ask,) = inbox(team).of_department(Tab.SHIPPING).asks
    assert (ask.remark.id, ask.order, ask.order_no) == (waits, None, "290000000000000001")
    inbox(team, SHIPPER).move(waits, DONE)
    assert state(team, waits) is DONE


def test_only_the_department_answers_and_a_refusal_is_logged(team):
    ask = asked(team)
    for who in (AGENT, FINANCE, LEAD, person("v", "访客", roles=("viewer",))):
        for to in (SEEN, DOING, DONE, QUERY):
            with pytest.raises(NotAllowed, match="shipping"):
                inbox(team, who).move(ask, to, "no")
    assert state(team, ask) is ASKED
    refused = [each for each in team.events() if each["kind"] == "refused"]
    assert len(refused) == 16
    assert {each["order_no"] for each in refused} == {NUMBER}


def test_every_move_is_an_event_and_stays_readable(team):
    ask = asked(team)
    shipping = inbox(team, SHIPPER)
    for to, words in ((SEEN, ""), (DOING, ""), (QUERY, "红色还是黑色？")):
        shipping.move(ask, to, words)
    inbox(team, AGENT).move(ask, ASKED, "红色")
    done = shipping.move(ask, DONE, "已换")
    told = [(each.state, each.text, each.author) for each in done.answers]
    assert told == [
        (SEEN, "", "周发"), (DOING, "", "周发"), (QUERY, "红色还是黑色？", "周发"),
        (ASKED, "红色", "李雷"), (DONE, "已换", "周发"),
    ]  # fmt: skip
    steps = [each for each in team.events() if each["kind"] == "remark.state"]
    assert len(steps) == 5
    assert {each["order_no"] for each in steps} == {NUMBER}


def test_a_question_goes_to_whoever_asked_who_alone_answers_or_a_lead(team):
    ask = asked(team)
    inbox(team, SHIPPER).move(ask, QUERY, "什么颜色？")
    assert [each.remark.id for each in inbox(team, AGENT).mine().queries] == [ask]
    assert inbox(team, HAN).mine().queries == ()
    with pytest.raises(NotAllowed, match="lead"):
        inbox(team, HAN).move(ask, ASKED, "红")
    inbox(team, LEAD).move(ask, ASKED, "红")
    assert state(team, ask) is ASKED
    assert inbox(team, AGENT).mine().queries == ()


def test_a_question_and_its_answer_need_words(team):
    ask = asked(team)
    with pytest.raises(Refused, match="words"):
        inbox(team, SHIPPER).move(ask, QUERY, "  ")
    inbox(team, SHIPPER).move(ask, QUERY, "?颜色")
    with pytest.raises(Refused, match="words"):
        inbox(team, AGENT).move(ask, ASKED)


def test_done_with_a_refund_that_no_case_tells_says_how_much(team):
    refund = asked(team, "请给客户退款，金额看聊天记录", Tab.FINANCE)
    inboxes = inbox(team, FINANCE)
    assert inboxes.must_tell(refund, DONE)
    with pytest.raises(Refused, match="how much was paid back"):
        inboxes.move(refund, DONE)
    assert inboxes.move(refund, DONE, "退了 12 元").state is DONE
    bill = asked(team, "请开发票", Tab.FINANCE)
    assert not inboxes.must_tell(bill, DONE)
    assert inboxes.move(bill, DONE).state is DONE


def test_a_stale_answer_is_refused_and_tells_what_the_other_said(team):
    ask = asked(team)
    seen = inbox(team).one(ask).remark.moved
    inbox(team, SHIPPER).move(ask, DONE, "今天已发", seen=seen)
    with pytest.raises(Conflict, match=r"周发.*今天已发"):
        inbox(team, SHIPPER).move(ask, QUERY, "哪个？", seen=seen)
    assert state(team, ask) is DONE


def test_an_answer_to_a_text_that_was_corrected_meanwhile_is_stale(team):
    ask = asked(team, "发圆通")
    seen = inbox(team).one(ask).remark.moved
    team.service(Remarks, AGENT).revise(ask, "发顺丰", seen_version=1)
    with pytest.raises(Conflict, match="发顺丰"):
        inbox(team, SHIPPER).move(ask, DONE, seen=seen)


def test_an_answer_sent_twice_is_given_once(team):
    ask = asked(team)
    first = inbox(team, SHIPPER).move(ask, DONE, "好", client_id="once")
    again = inbox(team, SHIPPER).move(ask, DONE, "好", client_id="once")
    assert first == again
    assert len(first.answers) == 1


def test_what_is_corrected_after_it_was_seen_is_asked_again(team):
    ask = asked(team, "发圆通")
    inbox(team, SHIPPER).move(ask, DONE)
    team.service(Remarks, AGENT).revise(ask, "发顺丰", seen_version=1)
    assert state(team, ask) is ASKED
    assert [each.remark.id for each in inbox(team).of_department(Tab.SHIPPING).asks] == [ask]


def test_ticking_the_market_box_asks_nothing_anew(team):
    ask = asked(team, "发圆通")
    inbox(team, SHIPPER).move(ask, DONE)
    team.service(Remarks, AGENT).revise(ask, "发圆通", seen_version=1, in_market=True)
    assert state(team, ask) is DONE


def test_what_cannot_follow_is_refused(team):
    ask = asked(team)
    inbox(team, SHIPPER).move(ask, DONE)
    with pytest.raises(Refused, match=r"done.*seen"):
        inbox(team, SHIPPER).move(ask, SEEN)
    noted = team.service(Remarks, AGENT).add(NUMBER, Tab.INTERNAL, "x").id
    with pytest.raises(Refused, match="internal"):
        inbox(team, SHIPPER).move(noted, DONE)
    with pytest.raises(NotFound):
        inbox(team, SHIPPER).move(999, DONE)


def test_done_may_be_taken_up_again_or_asked_again_with_words(team):
    ask = asked(team)
    inbox(team, SHIPPER).move(ask, DONE)
    inbox(team, SHIPPER).move(ask, DOING)
    inbox(team, SHIPPER).move(ask, DONE)
    inbox(team, AGENT).move(ask, ASKED, "还没到")
    assert state(team, ask) is ASKED


def test_looking_is_seen_only_where_the_department_looks(team):
    ask = asked(team)
    inbox(team, HAN).look(ask)
    assert state(team, ask) is ASKED
    inbox(team, SHIPPER).look(ask)
    inbox(team, SHIPPER).look(ask)
    assert state(team, ask) is SEEN
    assert len(inbox(team).one(ask).remark.answers) == 1


def test_the_asker_sees_who_has_it_since_when_and_the_lead_sees_all(team):
    mine, hers = asked(team), asked(team, "退款 3 元", Tab.FINANCE, HAN)
    assert [(a.remark.id, a.waits_on) for a in inbox(team, AGENT).mine().asked] == [
        (mine, Tab.SHIPPING)
    ]
    inbox(team, FINANCE).move(hers, QUERY, "哪张卡？")
    board = inbox(team, LEAD).everybody().asks
    assert {(a.remark.id, a.waits_on, a.remark.author) for a in board} == {
        (mine, Tab.SHIPPING, "李雷"), (hers, None, "韩梅梅"),
    }  # fmt: skip
    asking_back = next(each for each in board if each.remark.id == hers)
    assert asking_back.since == asking_back.remark.answers[-1].at
    with pytest.raises(NotAllowed, match="lead"):
        inbox(team, AGENT).everybody()


def test_who_is_called_by_name_or_role_has_something_to_read_until_they_open_the_order(team):
    team.service(Remarks, AGENT).add(NUMBER, Tab.INTERNAL, "@韩梅梅看一下，还有@发货")
    assert inbox(team, HAN).unread().mine == 1
    assert inbox(team, SHIPPER).unread().mine == 1
    assert inbox(team, LEAD).unread().mine == 0
    (call,) = inbox(team, HAN).mine().calls
    assert (call.author, call.ask.order_no, call.is_answer) == ("李雷", NUMBER, False)
    assert inbox(team, HAN).read(NUMBER) == 1
    assert inbox(team, HAN).read(NUMBER) == 0
    assert inbox(team, HAN).mine().calls == ()
    assert inbox(team, SHIPPER).unread().mine == 1


def test_nobody_calls_themselves_and_a_correction_calls_only_who_is_new(team):
    written = team.service(Remarks, AGENT).add(NUMBER, Tab.INTERNAL, "@李雷 @han")
    assert inbox(team, AGENT).unread().mine == 0
    inbox(team, HAN).read(NUMBER)
    team.service(Remarks, AGENT).revise(written.id, "@李雷 @han @王主管", seen_version=1)
    assert inbox(team, HAN).unread().mine == 0
    assert inbox(team, LEAD).unread().mine == 1


def test_an_answer_calls_whoever_asked(team):
    ask = asked(team)
    inbox(team, SHIPPER).move(ask, DONE, "已发，@韩梅梅 请回访")
    (call,) = inbox(team, AGENT).mine().calls
    assert (call.is_answer, call.text, call.author) == (True, "已发，@韩梅梅 请回访", "周发")
    assert inbox(team, HAN).unread().mine == 1


def test_the_counts_of_the_header_are_those_of_the_persons_own_inboxes(team):
    ask = asked(team)
    asked(team, "退款 3 元", Tab.FINANCE)
    assert inbox(team, SHIPPER).unread().shipping == 1
    assert inbox(team, SHIPPER).unread().finance is None
    assert inbox(team, FINANCE).unread().finance == 1
    inbox(team, SHIPPER).move(ask, QUERY, "颜色？")
    assert inbox(team, SHIPPER).unread().shipping == 0
    unread = inbox(team, AGENT).unread()
    assert (unread.finance, unread.shipping, unread.mine) == (None, None, 1)


def test_news_makes_what_others_saw_stale_and_a_look_does_not(team):
    ask = asked(team)
    key = inbox(team).one(ask).order.id
    before = team.row(key)["version"]
    inbox(team, SHIPPER).move(ask, SEEN)
    assert team.row(key)["version"] == before
    inbox(team, SHIPPER).move(ask, DONE, "已发")
    assert team.row(key)["version"] == before + 1


_ANSWER = """
import sys
from csdesk.model.desk import Actor
from csdesk.model.settings import DeskSettings
from csdesk.model.errors import DeskError
from csdesk.model.status import RemarkState
from csdesk.services.asks import Inboxes
from csdesk.store.engine import Store
from pathlib import Path

store = Store(Path(sys.argv[1]))
who = Actor("zhou", "周发", "Z", frozenset({"shipping"}), "")
inboxes = Inboxes(store, DeskSettings(), who)
print("ready", flush=True)
sys.stdin.readline()
try:
    inboxes.move(int(sys.argv[2]), RemarkState(sys.argv[3]), sys.argv[4], seen=int(sys.argv[5]))
except DeskError as error:
    sys.exit(error.exit_status)
"""


def test_of_two_processes_that_answer_at_once_one_wins_and_the_other_is_told(team):
    ask = asked(team)
    seen = str(inbox(team).one(ask).remark.moved)
    answers = [("done", "已发"), ("query", "哪个颜色？")]
    people = [
        subprocess.Popen(
            [sys.executable, "-c", _ANSWER, str(team.store.path), str(ask), to, words, seen],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE,
        )
        for to, words in answers
    ]  # fmt: skip
    for each in people:
        assert each.stdout is not None
        assert each.stdout.readline() == b"ready\n"
    for each in people:
        assert each.stdin is not None
        each.stdin.write(b"go\n")
        each.stdin.flush()
    for each in people:
        each.communicate(timeout=30)
    ends = [each.returncode for each in people]
    assert sorted(ends) == [0, 5]
    won = answers[ends.index(0)]
    (answer,) = inbox(team).one(ask).remark.answers
    assert (answer.state.value, answer.text) == won


def test_who_has_left_marks_nothing_as_read(desk):
    desk.order(NUMBER)
    lead = desk.service(People, person("lead", "主管"))
    lead.ensure()
    lead.add("han", "韩", ["agent"])
    desk.service(Remarks, person("lead", "主管")).add(NUMBER, Tab.INTERNAL, "@han ?")
    lead.off("han")
    inbox = desk.service(Inboxes, person("han", "韩"))
    assert inbox.read(NUMBER) == 0
    lead.add("han", "韩", ["agent"])
    assert inbox.read(NUMBER) == 1
