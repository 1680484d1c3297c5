"""What is installed is what was written: no style sheet, profile or catalogue stays behind."""

from __future__ import annotations

import zipfile

import hatchling.build

from tests.house.rooms import HOUSE, PACKAGE


def test_the_wheel_carries_the_whole_package(tmp_path, monkeypatch):
    monkeypatch.chdir(HOUSE)
    name = hatchling.build.build_wheel(str(tmp_path))
    packed = {n for n in zipfile.ZipFile(tmp_path / name).namelist() if n.startswith("csdesk/")}
    written = {
        path.relative_to(HOUSE).as_posix()
        for path in PACKAGE.rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    assert packed == written
