"""``python -I -m csdesk.door --desk DIR [--as LOGIN --key FINGERPRINT]``: see ``entering``."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence

from csdesk.door.entering import REFUSED, enter
from csdesk.model.sessions import Visit


def _run(argv: Sequence[str], visit: Visit) -> int:
    import csdesk.cli

    return csdesk.cli.run(argv, visit)


def _check_terminal() -> None:
    from csdesk.cli.screens import check_terminal

    check_terminal()


def main() -> int:
    """Let somebody in; exit status as ``enter``, and 2 without ``-I``."""
    if not sys.flags.isolated:  # else PYTHONPATH and the current folder could bring code along
        print("csdesk.door runs with python -I only.", file=sys.stderr)
        return REFUSED
    try:
        return enter(sys.argv[1:], dict(os.environ), _run, _check_terminal)
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0


if __name__ == "__main__":
    sys.exit(main())
