"""A new desk is private, complete, and never made over another."""

from __future__ import annotations

import re
import stat
from pathlib import Path

import pytest

from csdesk.settings import read_settings


def mode(path):
    """The rights of a path."""
    return stat.S_IMODE(path.stat().st_mode)


def test_a_new_desk_has_everything_in_its_place_for_its_owner_only(csdesk, tmp_path):
    folder = tmp_path / "a" / "desk"
    told = csdesk("init", str(folder), "--json")
    assert told.status == 0
    assert told.answer == {"desk": str(folder)}
    names = {"inbox", "archive", "quarantine", "exports", "backups"}
    assert names | {"desk.toml", "desk.db"} <= {each.name for each in folder.iterdir()}
    assert {mode(folder), *(mode(folder / name) for name in names)} == {0o700}
    assert {mode(folder / "desk.toml"), mode(folder / "desk.db")} == {0o600}
    assert csdesk("search", "--json", desk=folder).answer["total"] == 0


def test_zone_and_language_are_kept_in_its_settings(csdesk, tmp_path):
    told = csdesk("init", str(tmp_path / "d"), "--zone", "Europe/London", "--lang", "zh")
    assert told.status == 0
    settings = read_settings(tmp_path / "d")
    assert (settings.zone, settings.lang) == ("Europe/London", "zh")


def test_without_a_folder_it_is_the_persons_own_desk(csdesk, tmp_path):
    assert csdesk("init").status == 0
    assert (tmp_path / "data" / "csdesk" / "desk.db").is_file()
    assert csdesk("search", "--json").status == 0


def test_whoever_makes_a_desk_is_its_first_lead(csdesk, tmp_path):
    csdesk("init", str(tmp_path / "d"))
    from csdesk.cli.opening import acting_person
    from csdesk.store import people
    from csdesk.store.engine import Store

    store = Store(tmp_path / "d" / "desk.db")
    with store.read() as c:
        (person,) = people.everyone(c)
    store.close()
    assert person.login == acting_person().login
    assert person.roles == {"agent", "lead", "admin"}


def test_a_desk_is_not_made_over_another(csdesk, desk):
    before = (desk / "desk.db").read_bytes()
    told = csdesk("init", str(desk), "--json")
    assert (told.status, told.out) == (1, "")
    assert "already" in told.err
    assert (desk / "desk.db").read_bytes() == before


def test_prepared_settings_stay(csdesk, tmp_path):
    (tmp_path / "desk.toml").write_text('theme = "light"')
    assert csdesk("init", str(tmp_path)).status == 0
    assert read_settings(tmp_path).theme == "light"


@pytest.mark.parametrize(
    ("arguments", "status", "said"),
    [
        (["--zone", "Mars/Olympus"], 2, "Mars/Olympus"),
        (["--lang", "fr"], 2, "fr"),
    ],
)
def test_a_wrong_wish_makes_nothing(csdesk, tmp_path, arguments, status, said):
    told = csdesk("init", str(tmp_path / "d"), *arguments)
    assert told.status == status
    assert said in told.err
    assert not (tmp_path / "d").exists()


def test_a_place_that_cannot_be_is_refused(csdesk, tmp_path):
    (tmp_path / "file").write_text("x")
    told = csdesk("init", str(tmp_path / "file" / "desk"))
    assert told.status == 1
    assert "Choose another folder" in told.err


def test_the_profile_in_the_readme_is_understood(csdesk, tmp_path):
    readme = (Path(__file__).parents[2] / "README.md").read_text(encoding="utf-8")
    (profile,) = re.findall(r"```toml\n(.*?)```", readme, re.DOTALL)
    (tmp_path / "desk.toml").write_text(profile, encoding="utf-8")
    assert csdesk("init", str(tmp_path)).status == 0
    rows = "Order no;First name;Last name;Mail;Date;Sum;State;Item;Pieces\n"
    rows += "1001234;Ada;Byron;ada@shop.example;03.11.2026 10:00;1.234,50;paid;A-1098;2\n"
    (tmp_path / "orders.csv").write_text(rows, encoding="utf-8")
    assert csdesk("import", str(tmp_path / "orders.csv"), desk=tmp_path).status == 0
    (order,) = csdesk("search", "--json", desk=tmp_path).answer["orders"]
    assert order["name"] == "A** B**"
    assert (order["total_decimal"], order["currency"]) == ("1234.50", "EUR")
    assert order["placed_at"] == "2026-11-03T17:00:00+08:00"
    assert (order["order_status"], order["payment_status"]) == ("awaiting_review", "paid")
