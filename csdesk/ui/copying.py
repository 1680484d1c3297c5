"""Copies for other programs: the terminal's clipboard, or a file where it has none (I11).

The clipboard is reached by OSC 52, also through ssh. A terminal does not say whether it obeyed, so
those that are known not to, and desk.toml's ``clipboard = false``, get a file in exports/.
"""

from __future__ import annotations

import os
from collections.abc import Mapping

from csdesk.plain import plain
from csdesk.ui.desk_screen import DeskScreen
from csdesk.ui.notices import notice
from csdesk.ui.widgets.paragraphs import short
from csdesk.words import _, ngettext

_WITHOUT = frozenset({"linux", "dumb", "vt100", "vt220", "ansi", "cons25"})
"""Kinds of terminal that print or drop the sequence."""


def has_clipboard(environ: Mapping[str, str] = os.environ) -> bool:
    """Whether this terminal may take a copy, as far as its kind tells."""
    return (
        environ.get("TERM", "") not in _WITHOUT
        and environ.get("TERM_PROGRAM", "") != "Apple_Terminal"
    )


async def copy_out(screen: DeskScreen[None], text: str, name: str) -> None:
    """Send a text to the clipboard, or put it into a file; say which, and how it begins.

    Args:
        screen: that says so.
        text: of any number of lines.
        name: what a file's name begins with.
    """
    app = screen.desk_app
    harmless = plain(text, lines=True)
    lines = harmless.splitlines()
    if not app.settings.clipboard or not has_clipboard():
        path = await app.ask(app.desk.speaking.keep, harmless, name)
        notice(screen, _("Copied into {file}: this terminal has no clipboard.").format(file=path))
        return
    app.copy_to_clipboard(harmless)
    said = ngettext(
        "Sent to the terminal's clipboard, {n} line:",
        "Sent to the terminal's clipboard, {n} lines:",
        len(lines),
    ).format(n=len(lines))
    notice(screen, short(f"{said} {lines[0] if lines else ''}", app.size.width - 2))
