"""Searches under names: one's own and everybody's, each change once and in the log."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest

from csdesk.model.errors import DeskError, NotFound, NotUnderstood, Refused
from csdesk.model.found import Count
from csdesk.model.searches import MOST_KEPT, NAME_LIMIT
from csdesk.services.saved import SavedSearches
from tests.hostile import CASES, forbidden
from tests.services.desks import person

MA = person("ma", "马姐")


@pytest.fixture
def saved(desk):
    return desk.service(SavedSearches)


def names(service):
    return [(each.name, each.shared) for each in service.list()]


def kinds(desk):
    return [event["kind"] for event in desk.events()]


def test_a_search_is_kept_and_found_by_its_name_however_it_is_written(saved):
    kept = saved.save("  今天  VIP ", " status:held 上海 ")
    assert (kept.name, kept.query, kept.shared, kept.author) == (
        "今天 VIP", "status:held 上海", False, "li",
    )  # fmt: skip
    for typed in ("今天 VIP", "今天 vip", " 今天　ＶＩＰ"):
        assert saved.find(typed) == kept


def test_own_searches_are_ones_own_and_shared_ones_everybodys(desk, saved):
    theirs = desk.service(SavedSearches, MA)
    saved.save("late", "is:late")
    saved.save("all late", "is:late", shared=True)
    theirs.save("late", "is:late status:held")
    assert names(saved) == names(theirs) == [("late", False), ("all late", True)]
    assert saved.find("late").query == "is:late"
    assert theirs.find("late").query == "is:late status:held"
    own = saved.find("late")
    with pytest.raises(NotFound):
        theirs.remove(own.id)
    assert saved.find("late") == own


def test_ones_own_name_comes_before_the_same_shared_one(desk, saved):
    saved.save("late", "is:late", shared=True)
    assert saved.find("late").shared
    saved.save("late", "is:late site:TB")
    assert not saved.find("late").shared
    assert desk.service(SavedSearches, MA).find("late").shared


def test_a_taken_name_is_replaced_only_when_that_is_wanted(desk, saved):
    old = saved.save("Late", "is:late")
    with pytest.raises(Refused, match=r"Late .*already.*is:late"):
        saved.save("late", "is:held")
    assert saved.taken("LATE") == old
    assert saved.taken("LATE", shared=True) is None
    new = saved.save("late", "is:held", replace=True)
    assert (new.id, new.name, new.query) == (old.id, "late", "is:held")
    assert names(saved) == [("late", False)]
    event = desk.events()[-1]
    assert "is:late" in event["before"]
    assert "is:held" in event["after"]


@pytest.mark.parametrize("query", ["status:foo", "ab", "shop:没有", "sort:colour", "x" * 600])
def test_what_is_not_understood_is_not_kept(desk, saved, query):
    desk.order()
    with pytest.raises(NotUnderstood):
        saved.save("x", query)
    assert names(saved) == []
    assert kinds(desk) == []


@pytest.mark.parametrize(("name", "query"), [(" ", "上海"), ("x" * 41, "上海"), ("x", "  ")])
def test_a_name_and_a_search_are_needed(saved, name, query):
    assert NAME_LIMIT == 40
    with pytest.raises(Refused):
        saved.save(name, query)
    assert names(saved) == []


def test_there_is_room_for_a_hundred(saved):
    for n in range(MOST_KEPT):
        saved.save(f"n{n}", "上海")
    with pytest.raises(Refused, match="100 searches"):
        saved.save("one more", "上海")
    saved.save("n7", "杭州", replace=True)
    saved.save("one more", "上海", shared=True)


def test_a_removed_search_can_be_saved_again(desk, saved):
    kept = saved.save("late", "is:late sort:oldest")
    gone = saved.remove(kept.id)
    assert names(saved) == []
    with pytest.raises(NotFound, match="any more"):
        saved.remove(kept.id)
    saved.save(gone.name, gone.query, shared=gone.shared)
    assert saved.find("late").query == "is:late sort:oldest"
    assert kinds(desk) == ["search.saved", "search.removed", "search.saved"]


def test_sent_twice_is_done_once(desk, saved):
    first = saved.save("late", "is:late", client_id="a")
    assert saved.save("late", "is:late", client_id="a") == first
    assert saved.remove(first.id, client_id="b") == first
    assert saved.remove(first.id, client_id="b") is None
    with pytest.raises(NotFound):
        saved.save("late", "is:late", client_id="a")
    assert kinds(desk) == ["search.saved", "search.removed"]


def test_everybody_may_keep_searches_also_who_only_looks(desk):
    looker = desk.service(SavedSearches, person("wang", "王", roles=("viewer",)))
    looker.save("late", "is:late", shared=True)
    assert names(looker) == [("late", True)]


def test_two_at_once_never_share_a_name(desk):
    def save(n):
        try:
            who = person(f"p{n}", f"人{n}")
            return desk.service(SavedSearches, who).save("late", f"is:late {n}000", shared=True)
        except DeskError as error:
            return error

    with ThreadPoolExecutor(8) as pool:
        told = list(pool.map(save, range(8)))
    assert sum(not isinstance(each, Exception) for each in told) == 1
    assert len(desk.service(SavedSearches).list()) == 1
    assert kinds(desk) == ["search.saved"]


@pytest.mark.parametrize("text", CASES)
def test_a_hostile_name_is_harmless_or_refused(saved, text):
    try:
        kept = saved.save(text[:NAME_LIMIT], "上海")
    except Refused:
        return
    assert forbidden(kept.name) == []
    assert "\n" not in kept.name
    assert saved.find(text[:NAME_LIMIT]) == kept


def test_a_count_is_that_of_the_list(desk, saved):
    for n in range(5):
        desk.order(f"TB261122-000{n}", f"123456789012345{n:04d}", name=["王五", "赵六"][n % 2])
    search = saved.save("王", "王五 sort:amount")
    assert saved.count(search) == Count(3, exact=True)


def test_by_me_means_whoever_asks(desk, saved):
    shared = saved.save("mine", "by:me", shared=True)
    assert desk.service(SavedSearches, MA).count(shared) == Count(0, exact=True)


def test_a_name_nobody_gave_is_answered_with_those_there_are(saved):
    saved.save("late", "is:late")
    with pytest.raises(NotFound, match="There are: late"):
        saved.find("early")
