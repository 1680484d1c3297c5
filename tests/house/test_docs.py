"""What the documents say can be done, can be done."""

from __future__ import annotations

import re
import subprocess
import sys

import pytest

from tests.house import keys
from tests.house.rooms import HOUSE

PAGES = (
    "README.md", "ARCHITECTURE.md", "CONTRIBUTING.md", "CHANGELOG.md", "KEYS.md", "docs/box.md",
)  # fmt: skip


def written(page):
    """The text of a page."""
    return (HOUSE / page).read_text(encoding="utf-8")


def code(page):
    """Lines of code blocks and code spans of a page."""
    text = written(page)
    blocks = re.findall(r"^```[^\n]*\n(.*?)^```", text, re.MULTILINE | re.DOTALL)
    spans = re.findall(r"`([^`\n]+)`", re.sub(r"^```.*?^```", "", text, flags=re.M | re.S))
    return [line.strip() for block in blocks for line in block.splitlines()] + spans


def calls():
    """Every ``csdesk …`` of the documents: the command (or nothing) and its long options."""
    found: dict[str, set[str]] = {}
    for each in PAGES:
        for line in code(each):
            if match := re.match(r"(?:\$ )?csdesk(?: +(?!-)([a-z]+))?(?=$|[ \]])(.*)", line):
                options = re.findall(r"(?<![\w-])--[a-z][a-z-]*", match[2])
                found.setdefault(match[1] or "", set()).update(options)
    return found


@pytest.mark.parametrize("page", PAGES)
def test_the_page_is_there(page):
    assert written(page).startswith("# ")


@pytest.mark.parametrize("page", PAGES)
def test_links_and_pictures_lead_somewhere(page):
    targets = re.findall(r"\]\(([^)\s]+)\)", written(page))
    local = [t.partition("#")[0] for t in targets if not re.match(r"[a-z]+:|#", t)]
    folder = (HOUSE / page).parent
    assert [target for target in local if not (folder / target).exists()] == []


def test_the_commands_and_options_of_the_documents_exist():
    unknown = []
    documented = calls()
    assert "search" in documented
    for command, options in sorted(documented.items()):
        asked = [sys.executable, "-m", "csdesk", *filter(None, [command]), "--help"]
        told = subprocess.run(asked, cwd=HOUSE, capture_output=True, check=False)
        if told.returncode:
            unknown.append(command)
        else:
            text = told.stdout.decode()
            unknown += [f"{command} {option}" for option in sorted(options) if option not in text]
    assert unknown == []


def test_the_make_targets_of_the_documents_exist():
    targets = set(re.findall(r"^([a-z]+):.*##", written("Makefile"), re.MULTILINE))
    named = {
        target
        for page in PAGES
        for line in code(page)
        for target in re.findall(r"(?:^|[ `])make ([a-z]+)", line)
    }
    assert named >= {"run", "test"}
    assert sorted(named - targets) == []


def test_the_key_page_is_the_table_of_commands():
    assert keys.KEYS.read_text(encoding="utf-8") == keys.page(), "run `make keys`"


def test_changes_are_told_as_they_come():
    assert "## [Unreleased]" in written("CHANGELOG.md")
