"""KEYS.md, written from the one table of commands.

``make keys`` runs ``python -m tests.house.keys``.
"""

from __future__ import annotations

from csdesk import words
from csdesk.commands import COMMANDS, PLACES, shown
from tests.house.rooms import HOUSE

KEYS = HOUSE / "KEYS.md"

HEAD = """\
# Keys

Written by `make keys` from `csdesk/commands/`. Every command is also in the palette (`:`), by
its English and its Chinese name. The name in the last column is for `[keys]` of desk.toml, which
gives a command other keys: `"search.filter" = "F, f7"`.

Letters work where no text box has the focus; the second key of a command works everywhere, also
while an input method is on.
"""


def page() -> str:
    """The whole of KEYS.md."""
    parts = [HEAD]
    for place, heading in PLACES.items():
        rows = [
            f"| {_keys(each.keys)} | {each.help} | {_chinese(each.help)} | `{each.id}` |"
            for each in COMMANDS
            if each.where == place
        ]
        if rows:
            parts.append(f"## {heading} · {_chinese(heading)}\n")
            parts.append("| keys | English | 中文 | name |\n| --- | --- | --- | --- |")
            parts.append("\n".join(rows) + "\n")
    return "\n".join(parts)


def _keys(keys: tuple[str, ...]) -> str:
    return " ".join(f"<kbd>{shown(key)}</kbd>" for key in keys) or "palette"


def _chinese(message: str) -> str:
    words.use_language("zh")
    try:
        return words._(message)
    finally:
        words.use_language("en")


if __name__ == "__main__":
    KEYS.write_text(page(), encoding="utf-8")
