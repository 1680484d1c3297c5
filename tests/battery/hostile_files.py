"""Files that break importers: each has its right end, fast, and good ones beside it go in (G4).

    python -m tests.battery.hostile_files [--seconds 2]

All lie in the inbox of one real importer at once. A table says what must become of each.
"""

from __future__ import annotations

import argparse
import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from csdesk.sample.damage import write_bomb, write_encrypted_workbook
from csdesk.services.desk import Desk
from tests.battery.seats import told
from tests.faults.test_trouble import hostile_names
from tests.intake.desks import make_desk, rows, sample, write_pair
from tests.intake.reading.exports import order_report, workbook

MEMORY = 300
"""Megabytes that an importer may take."""

DEADLINE = 180.0
"""Seconds until everything must have its end."""


def fill(inbox: Path, root: Path) -> int:
    """Put all of them there; how many they are."""
    report = order_report(root / "report.csv", {}).read_bytes()
    book = workbook(root / "book.xlsx", [["订单编号", "x"]]).read_bytes()
    _, _, rest = report.partition(b"\r\n")
    contents: dict[str, bytes] = {
        "nul.csv": report + b"\0" * 512,
        "open-quote.csv": report[:-5] + b'"',
        "no-encoding.csv": report + b'"\xff\xff"\r\n',
        "utf16.csv": report.decode("gb18030").encode("utf-16") + b"\x00\xd8\x20",
        "two-encodings.csv": report + rest.decode("gb18030").encode(),
        "long-line.csv": b"a," * 600_000,
        "header-only-words.csv": b"a,b,c\n1,2,3\n",
        "empty.csv": b"",
        "blank.csv": b"\r\n" * 1_000,
        "html.xls": b"<html><table><tr><td>x</td></tr></table></html>",
        "text.xlsx": b"no workbook at all\n",
        "half.xlsx": book[: len(book) // 2],
        "zip.xlsx": b"PK\x03\x04" + os.urandom(5_000),
        "picture.csv": b"\x89PNG\r\n\x1a\n" + os.urandom(20_000),
        "random.csv": os.urandom(50_000),
        "formula.csv": b'=cmd|"/c calc"!A1,+1,-1,@SUM(1)\n1,2,3,4\n',
        "json.csv": b'{"orders": [1, 2, 3]}',
        "sql.csv": b"'; DROP TABLE orders; --\n" * 99,
        "markup.csv": b"[@click=app.quit]x[/],[/]\n1,2\n",
        "escapes.csv": b"\x1b[2J\x1b]0;x\x07,b\n1,2\n",
    }
    for number, raw in enumerate(hostile_names()[:30]):
        contents[os.fsdecode(raw)] = b"no export %d\n" % number
    for name, content in contents.items():
        (inbox / name).write_bytes(content)
    write_bomb(inbox / "bomb.xlsx", size=600_000_000)
    write_encrypted_workbook(inbox / "locked.xlsx")
    (inbox / "huge.csv").open("wb").truncate(10_000_000_000)
    return len(contents) + 2


def main(argv: list[str] | None = None) -> int:
    """Measure and print; 1 where a file has another end."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--seconds", type=float, default=2.0, help="that each file may take")
    args = parser.parse_args(argv)
    with tempfile.TemporaryDirectory(prefix="csdesk-hostile-") as name:
        root = Path(name)
        desk: Desk = make_desk(root / "desk")
        (desk.folder / "desk.toml").write_text("[inbox]\nquiet_seconds = 0.1\n")
        inbox = desk.folder / "inbox"
        hostile = fill(inbox, root)
        os.mkfifo(inbox / "pipe.csv")
        (inbox / "link.csv").symlink_to("/etc/shadow")
        write_pair(inbox, sample(30, days=2))
        began = time.monotonic()
        command = [sys.executable, "-m", "csdesk.intake.importer", "--desk", str(desk.folder)]
        done = subprocess.run([*command, "--once"], check=False, timeout=DEADLINE)
        took = time.monotonic() - began
        memory = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
        found = rows(desk, "batches")
        quarantined = [row for row in found if row["state"] == "quarantined"]
        silent = [row["file"] for row in quarantined if not row["reason"]]
        taken_in = [row for row in found if row["state"] == "imported"]
        left = sorted(path.name for path in inbox.iterdir())
        orders, obstacles = len(rows(desk, "orders")), len(rows(desk, "obstacles"))
        desk.close()
    each = took / (hostile + 2)
    kept = [
        told("the importer lives", f"exit status {done.returncode}", "0", done.returncode == 0),
        told(f"{hostile} hostile files: in quarantine", str(len(quarantined)), "all",
             len(quarantined) == hostile),
        told("... without a reason", str(len(silent)), "0", not silent),
        told("10 GB, pipe, link: listed, left alone", f"{obstacles}, {len(left)} there", "3, 3",
             (obstacles, left) == (3, ["huge.csv", "link.csv", "pipe.csv"])),
        told("good files beside them: in, orders", f"{len(taken_in)}, {orders}", "2, 30",
             (len(taken_in), orders) == (2, 30)),
        told("each file", f"{each:.2f} s", f"<= {args.seconds} s", each <= args.seconds),
        told("memory of the importer", f"{memory:.0f} MB", f"<= {MEMORY} MB", memory <= MEMORY),
    ]  # fmt: skip
    return 0 if all(kept) else 1


if __name__ == "__main__":
    sys.exit(main())
