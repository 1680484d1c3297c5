"""Searches under names from the command line."""

from __future__ import annotations

from tests.cli.conftest import HOSTILE
from tests.hostile import forbidden


def test_a_search_is_saved_listed_used_and_removed(csdesk, desk):
    assert csdesk("saved", "--json", desk=desk).answer == {"searches": []}
    kept = csdesk(
        "saved", "save", "dear", "sort:amount", "status:审核通过,等待审核", "--json", desk=desk
    )
    assert kept.answer["query"] == "sort:amount status:审核通过,等待审核"
    (listed,) = csdesk("saved", "list", "--json", desk=desk).answer["searches"]
    found = csdesk("search", "--saved", "DEAR", "--json", "--limit", "1000", desk=desk).answer
    assert (listed["name"], listed["shared"], listed["fault"]) == ("dear", False, "")
    assert listed["total"] == found["total"] == len(found["orders"]) > 0
    assert found["query"] == kept.answer["query"]
    some = csdesk("search", "--saved", "dear", found["orders"][0]["market_no"], "--json", desk=desk)
    assert [each["market_no"] for each in some.answer["orders"]] == [
        found["orders"][0]["market_no"]
    ]
    assert csdesk("saved", "remove", "dear", desk=desk).status == 0
    assert csdesk("saved", "--json", desk=desk).answer == {"searches": []}


def test_a_taken_name_is_refused_with_status_1_until_it_is_to_be_replaced(csdesk, desk):
    assert csdesk("saved", "save", "a", "is:late", desk=desk).status == 0
    told = csdesk("saved", "save", "A", "is:held", desk=desk)
    assert (told.status, told.out) == (1, "")
    assert "is:late" in told.err
    assert csdesk("saved", "save", "A", "is:held", "--replace", desk=desk).status == 0
    assert csdesk("saved", "save", "A", "is:late", "--shared", desk=desk).status == 0
    listed = csdesk("saved", "--json", desk=desk).answer["searches"]
    assert [(each["query"], each["shared"]) for each in listed] == [
        ("is:held", False), ("is:late", True),
    ]  # fmt: skip
    assert csdesk("saved", "remove", "A", "--shared", desk=desk).status == 0
    assert [e["query"] for e in csdesk("saved", "--json", desk=desk).answer["searches"]] == [
        "is:held"
    ]


def test_what_cannot_be_is_told_with_its_status(csdesk, desk):
    for call, status, word in (
        (("search", "--saved", "nobody"), 3, "nobody"),
        (("saved", "remove", "nobody"), 3, "nobody"),
        (("saved", "save", "x", "status:foo"), 2, "foo"),
        (("saved", "save"), 2, "save NAME"),
        (("saved", "list", "x"), 2, "takes no name"),
        (("saved", "remove", "x", "y"), 2, "quote its blanks"),
        (("saved", "save", "x"), 1, "no search to save"),
    ):
        told = csdesk(*call, desk=desk)
        assert (told.status, told.out) == (status, ""), call
        assert word in told.err


def test_people_get_a_table_and_programs_tabs(csdesk, desk):
    csdesk("saved", "save", "all", "sort:name", "--shared", desk=desk)
    head, row = csdesk("saved", desk=desk).rows
    assert dict(zip(head, row, strict=True))["total"] == str(40 + 2 * len(HOSTILE))
    told = csdesk("saved", desk=desk, terminal=True)
    assert told.out.splitlines()[0].startswith("saved as")
    assert "sort:name" in told.out


def test_a_query_may_come_on_standard_input(csdesk, desk):
    kept = csdesk("saved", "save", "x", "-", "--json", desk=desk, given=" is:late 上海 \n")
    assert kept.answer["query"] == "is:late 上海"


def test_hostile_words_are_harmless(csdesk, desk):
    for n, payload in enumerate(HOSTILE):
        told = csdesk("saved", "save", "--", f"{n} {payload}", "上海", desk=desk)
        assert told.status in (0, 1)
        assert forbidden((told.out + told.err).replace("\t", "")) == []
    for flag in (["--json"], []):
        told = csdesk("saved", "list", *flag, desk=desk)
        assert forbidden(told.out.replace("\t", "")) == []
