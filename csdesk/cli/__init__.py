"""The command line: the same services as the screens (design §11).

Exit status: 0 done, 1 refused or something was rejected, 2 not understood, 3 not found, 4 not
allowed, 5 somebody else changed it first, 6 the store is not usable, 70 a fault of csdesk.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING

from csdesk.model.errors import DeskError
from csdesk.words import _, say, use_language

if TYPE_CHECKING:
    from csdesk.model.sessions import Visit

FAULT = 70


def run(argv: Sequence[str], visit: Visit | None = None) -> int:
    """Do what the arguments say; what goes wrong is one sentence on standard error.

    Args:
        argv: the arguments after the program's name.
        visit: who came in by a door; None for whom the operating system tells.

    Returns:
        The exit status.

    Raises:
        KeyboardInterrupt, BrokenPipeError: for the process to end quietly.
    """
    from csdesk.cli import parsing

    os.umask(0o077)  # what the desk keeps is its owner's only
    try:
        use_language(parsing.language_wish(argv))
        return parsing.run_command(argv, visit)
    except SystemExit as told:  # --help and --version have printed already
        return told.code if isinstance(told.code, int) else 0
    except DeskError as refused:
        _complain(say(refused))
        return refused.exit_status
    except BrokenPipeError:
        raise
    except Exception as fault:
        from csdesk.faults import faults_file, note_fault

        told_where = _(
            "csdesk failed (reference {reference}); nothing was half done. Where it happened"
            " stands in {file}."
        )
        _complain(told_where.format(reference=note_fault(fault), file=faults_file()))
        return FAULT


def _complain(sentence: str) -> None:
    if sys.stderr:
        print(sentence, file=sys.stderr)
