"""Notices: whom they reach, who has read them, and that nothing is told twice (F53)."""

from __future__ import annotations

import pytest

from csdesk.model.errors import DeskError, NotAllowed, NotFound, Refused
from csdesk.model.roles import Action
from csdesk.plain import plain
from csdesk.services.acting import Acting
from csdesk.services.asks import Inboxes
from csdesk.services.notices import Notices, post
from csdesk.services.people import People
from tests.hostile import PAYLOADS, forbidden
from tests.services.desks import person

BOSS = person("boss", "老板", roles=())
LEAD = person("wang", "王主管", roles=("lead",), shift="")
LI = person()
HAN = person("han", "韩梅")
BUYER = person("zhou", "周采", roles=("purchasing",), shift="")


@pytest.fixture
def team(desk):
    boss = desk.service(People, BOSS)
    boss.ensure()
    for each in (LEAD, LI, HAN, BUYER):
        boss.add(each.login, each.name, each.roles)
    return desk


def unread(desk, who):
    return [each.text for each in desk.service(Notices, who).unread()]


@pytest.mark.parametrize(
    ("to", "logins"),
    [
        (["all"], {"boss", "li", "han", "zhou"}),
        (["所有人"], {"boss", "li", "han", "zhou"}),
        (["purchasing"], {"zhou"}),
        (["采购"], {"zhou"}),
        (["agent", "周采"], {"boss", "li", "han", "zhou"}),
        (["li", "韩梅", "li"], {"li", "han"}),
    ],
)
def test_a_notice_reaches_whom_it_is_for(team, to, logins):
    sent = team.service(Notices, LEAD).send("Double eleven: nobody swaps.", to)
    assert {each.login for each in sent.readers} == logins
    for who in (LI, HAN, BUYER):
        assert unread(team, who) == (["Double eleven: nobody swaps."] * (who.login in logins))


def test_the_writer_sees_who_has_read_it_and_others_do_not(team):
    sent = team.service(Notices, LEAD).send("one", ["li", "han"])
    assert team.service(Notices, LI).read([sent.id]) == 1
    assert team.service(Notices, LI).read([sent.id]) == 0
    seen = team.service(Notices, LEAD).one(sent.id)
    assert {each.login: bool(each.read_at) for each in seen.readers} == {"han": False, "li": True}
    assert not seen.mine
    own = team.service(Notices, LI).newest()[0]
    assert (own.read_at is not None, own.readers) == (True, ())


def test_it_counts_until_it_is_read(team):
    sent = team.service(Notices, LEAD).send("one", ["li"])
    assert team.service(Inboxes, LI).unread().notices == 1
    assert team.service(Inboxes, HAN).unread().notices == 0
    team.service(Notices, LI).read([sent.id])
    assert team.service(Inboxes, LI).unread().notices == 0


def test_nobody_reads_for_somebody_else(team):
    sent = team.service(Notices, LEAD).send("one", ["li"])
    assert team.service(Notices, HAN).read([sent.id]) == 0
    assert unread(team, LI) == ["one"]
    with pytest.raises(NotFound):
        team.service(Notices, HAN).one(sent.id)


def test_sending_twice_is_harmless(team):
    first = team.service(Notices, LEAD).send("one", ["li"], client_id="a" * 32)
    again = team.service(Notices, LEAD).send("one", ["li"], client_id="a" * 32)
    assert first == again
    assert unread(team, LI) == ["one"]
    assert [each["kind"] for each in team.events()].count("notice.send") == 1


def test_only_leads_write(team):
    with pytest.raises(NotAllowed):
        team.service(Notices, LI).send("one", ["han"])
    assert unread(team, HAN) == []


@pytest.mark.parametrize(
    ("text", "to"),
    [("", ["all"]), ("x" * 1_001, ["all"]), ("x", []), ("x", ["nobody"]), ("x", ["wang"])],
)
def test_what_cannot_be_sent_is_refused(team, text, to):
    with pytest.raises(DeskError):
        team.service(Notices, LEAD).send(text, to)
    assert [each["kind"] for each in team.events()].count("notice.send") == 0


def test_the_desk_tells_within_a_change_and_not_whoever_makes_it(team):
    with Acting(team.store, LI).change(Action.SWAP) as act:
        post(act, ["li", "han", "gone"], "{who} asks.", "swap 1", who="李雷")
    (told,) = team.service(Notices, HAN).unread()
    assert (told.text, told.facts, told.about) == ("{who} asks.", {"who": "李雷"}, "swap 1")
    assert unread(team, LI) == []


def test_hostile_text_is_kept_harmless_or_refused(team):
    notices = team.service(Notices, LEAD)
    for text in PAYLOADS:
        try:
            assert forbidden(notices.send(text, ["li"]).text) == []
        except Refused:
            assert not plain(text).strip() or len(text) > 300
