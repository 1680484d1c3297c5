"""Lists that leave the desk: masked, bounded, marked, logged with their hash, and taken away."""

from __future__ import annotations

import csv
import hashlib
import json
import os
from dataclasses import replace

import pytest
from openpyxl import load_workbook
from sqlalchemy import update

from csdesk.model.errors import NotAllowed, Refused
from csdesk.model.settings import DeskSettings, PrivacySettings
from csdesk.services.exports import Exports
from csdesk.services.orders import Orders
from csdesk.store import columns
from tests.services.desks import person
from tests.services.test_privacy import BUYER, leaks

LEAD = person("wang", "王", roles=("lead",))


def exports(desk, actor=None, **privacy):
    settings = DeskSettings(privacy=replace(PrivacySettings(), **privacy))
    who = actor or person()
    return Exports(desk.store, settings, who, Orders(desk.store, settings, who))


@pytest.fixture
def three(desk):
    for n in range(3):
        desk.order(f"TB261122-000{n}", f"{n}234567890123456789", **{**BUYER, "title": "=1+1"})
    return desk


def table(path):
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.reader(file))


def test_a_list_is_masked_marked_and_runs_no_formula(three):
    service = exports(three)
    made = service.write("", "for the warehouse")
    path = service.folder / made.file
    head, *orders, mark = table(path)
    assert len(orders) == made.rows == 3
    assert "陈*平" in orders[0]
    assert "'=1+1" in orders[0]
    assert "李雷 (li)" in mark[0]
    assert made.file in mark[0]
    assert len(head) == len(mark)
    assert not leaks(path.read_text(encoding="utf-8-sig"))
    assert path.stat().st_mode & 0o777 == 0o600
    assert [each.name for each in service.folder.iterdir()] == [made.file]


def test_the_log_tells_file_hash_and_reason(three):
    service = exports(three)
    made = service.write("name:陈小平", "for the warehouse", "xlsx")
    path = service.folder / made.file
    assert hashlib.sha256(path.read_bytes()).hexdigest() == made.sha256
    (written,) = three.events()
    assert json.loads(written["after"]) == {
        "file": made.file, "orders": 3, "sha256": made.sha256, "reason": "for the warehouse",
    }  # fmt: skip
    assert not leaks(dict(written)), "what was searched stands nowhere"
    assert load_workbook(path).active.cell(2, 6).value == "陈*平"


@pytest.mark.parametrize(
    ("query", "reason", "roles", "refusal"),
    [
        ("", "", ("agent",), Refused),
        ("TB999999", "why", ("agent",), Refused),
        ("", "why", ("agent",), Refused),
        ("", "why", ("viewer",), NotAllowed),
        ("", "why", ("finance",), NotAllowed),
        ("", "why", ("admin",), NotAllowed),
    ],
)
def test_without_reason_right_or_with_too_much_nothing_is_written(
    three, query, reason, roles, refusal
):
    service = exports(three, person(roles=roles), export_rows=2)
    with pytest.raises(refusal):
        service.write(query, reason)
    assert not service.folder.exists() or not list(service.folder.iterdir())
    assert service.list() == ()


def test_leads_may_take_more_and_see_what_others_took(three):
    assert exports(three, LEAD, export_rows=2).write("", "why").rows == 3
    assert exports(three).list() == ()
    assert [each.login for each in exports(three, LEAD).list()] == ["wang"]


def test_after_its_time_the_file_is_taken_away_and_that_is_noted(three):
    service = exports(three)
    first = service.write("", "why")
    assert service.take_away() == 0
    with three.store.change() as c:
        c.execute(update(columns.exports).values(until=1))
    second = service.write("", "why again")
    assert [each.name for each in service.folder.iterdir()] == [second.file]
    assert [(each.file, each.gone) for each in service.list()] == [
        (second.file, False), (first.file, True),
    ]  # fmt: skip
    assert "export.gone" in [each["kind"] for each in three.events()]


def test_what_was_begun_by_somebody_who_died_goes_and_what_is_being_written_stays(three):
    service = exports(three)
    service.folder.mkdir()
    for name in (".a.csv.part", "openpyxl.x1.xml", "报告-day.csv"):
        (service.folder / name).write_text("陈小平")
        os.utime(service.folder / name, (1, 1))
    (service.folder / ".b.csv.part").write_text("陈小平")
    service.take_away()
    assert {each.name for each in service.folder.iterdir()} == {".b.csv.part", "报告-day.csv"}
