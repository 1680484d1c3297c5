"""The sample desk: one command, and there is something to look at."""

from __future__ import annotations

from pathlib import Path

import pytest

from csdesk.settings import read_settings


@pytest.mark.slow
def test_a_sample_desk_shows_every_state_of_an_import(csdesk, tmp_path):
    told = csdesk("demo", "--no-open", "--dir", str(tmp_path / "demo"))
    assert (told.status, told.err) == (0, "")
    folder = Path(told.out.strip())
    assert folder == tmp_path / "demo"
    assert read_settings(folder).quiet_seconds < 1, "who looks on is in a hurry"
    assert csdesk("search", "马女士", "--json", desk=folder).answer["total"] > 3
    assert csdesk("doctor", "--json", desk=folder).status == 0
    assert csdesk("sync", "--once", desk=folder).out == "", "nothing is left in the inbox"
    again = csdesk("demo", "--no-open", "--dir", str(folder))
    assert again.status == 0
    assert again.out.strip() == str(folder)


def test_a_folder_with_other_things_is_left_alone(csdesk, tmp_path):
    (tmp_path / "holiday.txt").write_text("mine")
    told = csdesk("demo", "--no-open", "--dir", str(tmp_path))
    assert (told.status, told.out) == (1, "")
    assert "not empty" in told.err
    assert [each.name for each in tmp_path.iterdir()] == ["holiday.txt"]
