"""Runs on the box itself: breaks things one after the other, and tells what was seen and mended.

On standard input comes a list of names with two scripts each, one that breaks and one that a person
would mend with where the set-up refuses to.
"""

from __future__ import annotations

import io
import json
import subprocess
import sys
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path

DESK = Path("/var/lib/csdesk/desk")


def failed() -> dict[str, list[str]]:
    """What the doctor finds wrong with the box: detail and remedy by name."""
    from csdesk.cli import doctor_box

    checks = list(doctor_box.examine(DESK))
    return {c.name: [c.detail, c.remedy] for c in checks if not c.ok}


def mended() -> list[str | int]:
    """What the set-up returns and says, and what it made."""
    from csdesk.cli import run

    out, err = io.StringIO(), io.StringIO()
    with redirect_stdout(out), redirect_stderr(err):
        status = run(["--desk", str(DESK), "setup", "box", "--apply"])
    made = [line for line in out.getvalue().splitlines() if "\tmade\t" in line]
    return [status, err.getvalue(), len(made)]


def main() -> None:
    """Break each, look, mend, look again."""
    told = {}
    for name, breaks, mends in json.load(sys.stdin):
        subprocess.run(["sh", "-euc", breaks], check=True)
        seen, result = failed(), mended()
        if mends:
            subprocess.run(["sh", "-euc", mends], check=True)
            result.append(mended()[0])
        told[name] = [seen, result, failed()]
    print(json.dumps(told))


if __name__ == "__main__":
    main()
