"""Files of exports/ for people who cannot open the folder: who may, what they get."""

from __future__ import annotations

import hashlib
import json
import os

import pytest

from csdesk.model.errors import NotAllowed, NotFound, Refused
from csdesk.services.fetching import Fetching
from tests.services.desks import person

ORDERS = "淘宝订单付款2026-11-23-1.xlsx"
FILES = (
    ORDERS, "标记-14-2026-11-23-1.csv", "缺货电话单-20261123-090000.csv",
    "amazon-1-INCOMPLETE-20261123-090000.md", "报告-day-2026-11-23.html",
    "orders-20261123-090000-0a1b2c3d.csv",
)  # fmt: skip


@pytest.fixture
def written(desk):
    """The desk's exports/ with a file of each kind, and what must never be given out."""
    folder = desk.store.path.parent / "exports"
    folder.mkdir(exist_ok=True)
    for nth, name in enumerate(FILES):
        (folder / name).write_bytes(b"\xef\xbb\xbf" + name.encode())
        os.utime(folder / name, (nth, nth))
    (folder / ".orders.part").write_text("half")
    (folder / "订单付款").symlink_to(desk.store.path)
    (folder / "more").mkdir()
    return desk


def fetching(desk, *roles):
    return Fetching(desk.store, person("somebody", "某", roles=roles))


@pytest.mark.parametrize(
    ("role", "places"),
    [
        ("agent", (0, 1, 3)), ("shipping", (0, 1)), ("purchasing", (2,)), ("finance", ()),
        ("viewer", ()), ("admin", ()), ("lead", (0, 1, 2, 3, 4, 5)),
    ],
)  # fmt: skip
def test_each_role_fetches_what_it_works_with(written, role, places):
    service = fetching(written, role)
    may = [FILES[place] for place in places]
    assert [each.name for each in service.files()] == may[::-1], "the newest first"
    for name in FILES:
        if name in may:
            assert service.fetch(name) == b"\xef\xbb\xbf" + name.encode()
        else:
            with pytest.raises(NotAllowed):
                service.fetch(name)


def test_it_is_noted_what_was_fetched(written):
    content = fetching(written, "shipping").fetch(ORDERS)
    step = written.events()[-1]
    assert step["kind"] == "export.fetched"
    assert json.loads(step["after"]) == {
        "file": ORDERS, "sha256": hashlib.sha256(content).hexdigest(),
    }  # fmt: skip


@pytest.mark.parametrize("name", [
    "../desk.db", "订单付款", "more", ".orders.part", "/etc/passwd", "", "..", "标记-1.csv",
])  # fmt: skip
def test_only_files_of_the_folder_are_given_out(written, name):
    with pytest.raises(NotFound):
        fetching(written, "lead").fetch(name)


def test_who_asks_for_nothing_sees_no_error_where_the_folder_is_gone(desk):
    folder = desk.store.path.parent / "exports"
    assert not folder.exists()
    assert fetching(desk, "lead").files() == ()


def test_a_list_of_ones_own_is_ones_own(written):
    from csdesk.model.settings import DeskSettings
    from csdesk.services.exports import Exports
    from csdesk.services.orders import Orders

    written.order("TB261122-0001", "1234567890123456789")
    me, settings = person("me", "我", roles=("agent",)), DeskSettings()
    made = Exports(written.store, settings, me, Orders(written.store, settings, me)).write("", "x")
    assert b"TB261122-0001" in Fetching(written.store, me).fetch(made.file)
    with pytest.raises(NotAllowed):
        fetching(written, "agent").fetch(made.file)


def test_a_file_that_cannot_be_read_is_refused_in_a_sentence(written, monkeypatch):
    def broken(*_):
        raise OSError(5, "Input/output error")

    monkeypatch.setattr(os, "open", broken)
    with pytest.raises(Refused, match="cannot be read"):
        fetching(written, "lead").fetch(ORDERS)
