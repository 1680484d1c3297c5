"""A fault leaves a reference and its place, and nothing of a customer."""

from __future__ import annotations

import stat

from csdesk.faults import faults_file, note_fault


def failing(phone):
    return int(phone)


def caught(phone):
    try:
        failing(phone)
    except ValueError as error:
        return error
    raise AssertionError


def test_the_file_says_where_and_not_what(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    reference = note_fault(caught("电话13800001111"))
    text = faults_file().read_text()
    assert reference in text
    assert "test_faults.py" in text
    assert ":failing" in text
    assert "ValueError" in text
    assert "13800001111" not in text
    assert text.count("\n") == 1
    assert stat.S_IMODE(faults_file().stat().st_mode) == 0o600


def test_without_a_place_to_write_there_is_still_a_reference(tmp_path, monkeypatch):
    (tmp_path / "csdesk").write_text("in the way")
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    assert len(note_fault(caught("x"))) == 8
