"""The way in: ``csdesk`` and ``python -m csdesk``.

Nothing heavy is imported here. What only prints (``--version``, ``--help``, a refusal) never
waits for Textual or SQLAlchemy, and who opens the screens sees a line at once.
"""

from __future__ import annotations

import os
import sys
from io import TextIOWrapper

from csdesk import __version__
from csdesk.announcing import announce

OPTIONS_WITH_VALUE = ("--desk", "--lang", "--theme")
"""Options that may stand before the command, followed by a value."""

INTERRUPTED = 130


def opens_the_screens(arguments: list[str]) -> bool:
    """Whether these arguments lead to the screens rather than to a printed answer."""
    if {"-h", "--help", "--version", "--no-open"} & set(arguments):
        return False
    rest = list(arguments)
    while rest and rest[0].startswith("-"):
        option = rest.pop(0)
        if option in OPTIONS_WITH_VALUE and rest:
            rest.pop(0)
    return not rest or rest[0] == "demo"


def _in_utf8(stream: object) -> None:
    """Make a pipe or file UTF-8 whatever the locale; a terminal keeps what it understands.

    Nothing that cannot be encoded ends the program: it is shown by its number.
    """
    if isinstance(stream, TextIOWrapper):
        encoding = None if stream.isatty() else "utf-8"
        stream.reconfigure(encoding=encoding, errors="backslashreplace")


def main() -> int:
    """Run csdesk with the arguments of this process.

    Returns:
        The exit status of design §11; 130 when interrupted from the keyboard.
    """
    arguments = sys.argv[1:]
    if arguments == ["--version"]:
        print(f"csdesk {__version__}")
        return 0
    for stream in (sys.stdout, sys.stderr):
        _in_utf8(stream)
    if opens_the_screens(arguments):
        announce()
    try:
        from csdesk.cli import run

        try:
            return run(arguments)
        finally:
            if sys.stdout:
                sys.stdout.flush()
    except KeyboardInterrupt:
        return INTERRUPTED
    except BrokenPipeError:
        # The reader (``| head``) has seen enough; Python must not complain at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0


if __name__ == "__main__":
    sys.exit(main())
