"""A desk that was moved to a box by its backup: the box's account is none of its people."""

from __future__ import annotations

from sqlalchemy import update

from csdesk.store import columns
from csdesk.store.engine import Store


def test_a_moved_desk_is_backed_up_purged_and_restored_by_its_account(csdesk, new_desk):
    store = Store(new_desk / "desk.db")
    with store.change() as c:
        c.execute(update(columns.people).values(login="somebody", name="王芳"))
    store.close()
    # From here on the account is known, as one that only looks.
    assert csdesk("people", "add", "li", "李雷", desk=new_desk).status == 4
    made = csdesk("backup", "--json", desk=new_desk)
    assert made.status == 0
    assert csdesk("purge", desk=new_desk).status == 0
    assert csdesk("people", "add", "li", "李雷", "--as", "somebody", desk=new_desk).status == 0
    assert csdesk("backup", "--as", "li", desk=new_desk).status == 4  # an agent
    assert csdesk("purge", "--as", "li", desk=new_desk).status == 4
    assert csdesk("restore", made.answer["file"], desk=new_desk).status == 0
    assert csdesk("audit", "verify", desk=new_desk).status == 0
