"""What happens to store and disk under an open session is told; nothing typed is lost."""

from __future__ import annotations

import shutil
from contextlib import suppress
from time import monotonic

import pytest

from csdesk.model.errors import DiskFull
from csdesk.model.trouble import Effect, Kind, Trouble
from csdesk.services.drafts import Drafts
from csdesk.ui.screens.lost import LEAST, LostScreen
from csdesk.ui.screens.remark_editor import RemarkEditor
from tests.faults.disks import disk
from tests.hostile import PAYLOADS, forbidden
from tests.services.desks import bare_desk
from tests.ui.conftest import press, screen_lines, screen_text, session, until
from tests.ui.order_sample import NUMBER, whole_order


async def editing(pilot):
    """Write a remark on the order."""
    pilot.app.open_order(NUMBER)
    await until(pilot, lambda: getattr(pilot.app.screen, "answered", False))
    await press(pilot, "n")
    await until(pilot, lambda: isinstance(pilot.app.screen, RemarkEditor))


def replace_store(folder):
    """As somebody does who copies an older file back."""
    shutil.copy(folder / "desk.db", folder / "older")
    (folder / "older").rename(folder / "desk.db")


async def test_a_replaced_store_hides_everything_and_what_was_typed_waits(orders, folder):
    whole_order(orders)
    orders.store.close()
    async with session(folder) as pilot:
        await editing(pilot)
        replace_store(folder)
        await press(pilot, *"late words", "escape")
        await until(pilot, lambda: isinstance(pilot.app.screen, LostScreen))
        since = monotonic()
        await until(
            pilot, lambda: "The store was replaced. Sign in again" in screen_text(pilot.app)
        )
        assert NUMBER not in screen_text(pilot.app)
        assert "Enter leave" in screen_lines(pilot.app)[-1]
        await until(pilot, lambda: pilot.app.drafts.safe)
        await until(pilot, lambda: "Slot" in read_all(folder / "drafts"))
        await until(pilot, lambda: monotonic() - since > LEAST)
        await press(pilot, "enter")
        await until(pilot, lambda: pilot.app.leaving)
    assert pilot.app.return_code == 6
    for name in ("desk.db-wal", "desk.db-shm"):
        (folder / name).unlink(missing_ok=True)
    async with session(folder) as pilot:
        await until(pilot, lambda: "1 draft is waiting" in screen_text(pilot.app))
        (draft,) = pilot.app.desk.drafts.kept()
        assert draft.text.strip()
        assert "late words".startswith(draft.text)  # the rest was typed at the sentence
    assert not list((folder / "drafts").iterdir())


async def test_a_full_disk_stands_above_every_screen_until_there_is_room(tmp_path):
    with disk(tmp_path / "disk") as there:
        made = bare_desk(there.folder)
        whole_order(made)
        async with session(there.folder) as pilot:
            await editing(pilot)
            await until(pilot, lambda: list((there.folder / "drafts").iterdir()))
            there.fill()
            use_up(made)
            await press(pilot, *"kept here")
            await until(pilot, lambda: screen_lines(pilot.app)[0].startswith(" ! Disk is full"))
            await until(pilot, lambda: "kept here" in read_all(there.folder / "drafts"))
            pilot.app.action_chinese()
            await until(pilot, lambda: "磁盘已满" in screen_lines(pilot.app)[0])
            there.free()
            await until(pilot, lambda: kept(made) == ["kept here"])
            await until(pilot, lambda: "磁盘已满" not in screen_text(pilot.app))
        made.store.close()


def use_up(desk):
    """Take what SQLite has of the disk already."""
    with suppress(DiskFull):
        for n in range(2_000):
            desk.service(Drafts).keep("TB261122-0777", "internal", f"{n}" * 400)


def kept(desk):
    return [each.text for each in desk.service(Drafts).kept_for(NUMBER)]


def read_all(folder):
    return "".join(path.read_text(errors="replace") for path in folder.iterdir())


@pytest.mark.parametrize("effect", list(Effect))
async def test_hostile_text_in_a_trouble_stays_text(orders, folder, effect):
    whole_order(orders)
    async with session(folder) as pilot:
        for payload in PAYLOADS[:: 1 if effect is Effect.HALTS else 9]:
            told = Trouble(Kind.DAMAGED, effect, "It is {code}.", {"code": payload})
            pilot.app.footing.lost = False
            pilot.app.footing._stand((told,))
            await pilot.pause()
            shown = screen_lines(pilot.app)
            assert [f for line in shown for f in forbidden(line, lines=False)] == []
        assert pilot.app.is_running


async def test_a_draft_outlives_a_kill_while_somebody_else_holds_the_store(orders, folder):
    """It is soon in the store or, where that has to wait, in the file beside it."""
    whole_order(orders)
    async with session(folder) as pilot:
        await editing(pilot)
        with orders.store.change():
            await press(pilot, *"waiting")
            began = monotonic()
            await until(pilot, lambda: "waiting" in read_all(folder / "drafts"))
            assert monotonic() - began < 5.0, "the file does not wait for the store"
        await until(pilot, lambda: kept(orders) == ["waiting"])
        await until(pilot, lambda: "waiting" not in read_all(folder / "drafts"))
    assert not list((folder / "drafts").iterdir())
