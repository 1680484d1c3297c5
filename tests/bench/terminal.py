"""What a session costs in a terminal: start, keys, bytes, memory, beside a bare Textual app.

    python -m tests.bench.terminal [--orders 1000000] [--rounds 7]

Programs take turns in each round, because a shared machine drifts; medians are printed, and
start times as ratios to the bare app of the same round. A key's time is from the write to the
pty until the bytes are read that change the emulated screen.
"""

from __future__ import annotations

import argparse
import os
import re
import shutil
import sys
import tempfile
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from statistics import median, quantiles
from time import monotonic, perf_counter

from tests.bench.search import built
from tests.pty.terminal import Terminal

SIZE = (120, 40)
BARE = """
from textual.app import App
from textual.widgets import Static
class Bare(App):
    def compose(self):
        yield Static("READY")
Bare().run()
"""
FRAME = "name, number, phone"
"""What the first frame shows: the search box says what to type."""

ROW = re.compile(r"(TB|AM)\d{6}-\d{4}")
QUIET = 0.05
"""Seconds of silence after which a key has had its effect."""

Figures = dict[str, list[float]]


def desk_folder(root: Path, orders: int) -> Path:
    """A desk with a copy of the store of so many orders that the search is measured on."""
    folder = root / f"desk-{orders}"
    folder.mkdir(mode=0o700)
    store = built(orders)
    store.close()
    shutil.copyfile(store.path, folder / "desk.db")
    (folder / "desk.db").chmod(0o600)
    return folder


def session(folder: Path) -> Terminal:
    """A session as people start it."""
    command = [sys.executable, "-m", "csdesk", "--lang", "en", "--desk", str(folder)]
    return Terminal(command, size=SIZE)


def cpu_ms(terminal: Terminal) -> float:
    """Processor time of all threads of the program so far."""
    tasks = Path(f"/proc/{terminal.process.pid}/task")
    return sum(int((task / "schedstat").read_text().split()[0]) for task in tasks.iterdir()) / 1e6


MAPPING = re.compile(r"^[0-9a-f]+-[0-9a-f]+ (?:\S+ +){4}(.*)$|^Pss: +(\d+) kB$", re.MULTILINE)


def memory_mb(terminal: Terminal) -> tuple[float, float]:
    """Its share of memory (PSS), and apart from that the pages of the store that it has mapped.

    The latter are the kernel's cache of the file: shared by all sessions, given back at need.
    """
    own = mapped = 0
    of_store = False
    for match in MAPPING.finditer(Path(f"/proc/{terminal.process.pid}/smaps").read_text()):
        if match[2] is None:
            of_store = match[1].endswith("desk.db")
        elif of_store:
            mapped += int(match[2])
        else:
            own += int(match[2])
    return own / 1024, mapped / 1024


def reached(terminal: Terminal, condition: Callable[[], bool]) -> float:
    """Milliseconds from the start of the program until something is on the screen."""
    end = monotonic() + 60
    while not condition():
        if monotonic() > end:
            raise TimeoutError(terminal.text)
        terminal.pump(0.5)
    return (terminal.read_at - terminal.started) * 1000


def start(name: str, make: Callable[[], Terminal], figures: Figures) -> None:
    """Start a program once and note when what was on its screen."""
    with make() as terminal:
        if name == "bare":
            figures["bare: frame"].append(reached(terminal, lambda: "READY" in terminal.text))
            figures["bare: cpu"].append(cpu_ms(terminal))
            return
        figures[f"{name}: line"].append(reached(terminal, lambda: "csdesk" in terminal.text))
        figures[f"{name}: frame"].append(reached(terminal, lambda: FRAME in terminal.text))
        page = reached(terminal, lambda: ROW.search(terminal.text) is not None)
        figures[f"{name}: page"].append(page)
        figures[f"{name}: cpu"].append(cpu_ms(terminal))
        leave(terminal)


def leave(terminal: Terminal) -> None:
    """Leave the desk, and wait for its importer to end too: it would slow the next program."""
    terminal.settle(0.5)
    terminal.send("Q")
    terminal.end()
    desk, end = terminal.process.args[-1], monotonic() + 20  # type: ignore[index]  # a list
    while monotonic() < end and any(str(desk) in line for line in command_lines()):
        terminal.settle(0.2)


def command_lines() -> Iterator[str]:
    """The command lines of all programs that run."""
    for path in Path("/proc").glob("[0-9]*/cmdline"):
        with suppress(OSError):
            yield path.read_bytes().decode(errors="replace")


def key(terminal: Terminal, name: str, figures: Figures, group: str) -> None:
    """Press a key and note how long until the screen changed, and how many bytes came."""
    before, size, moment = terminal.text, len(terminal.bytes), perf_counter()
    terminal.send(name)
    while terminal.pump(1.0) and terminal.text == before:
        continue
    figures[f"{group} ms"].append((terminal.read_at - moment) * 1000)
    terminal.settle(QUIET)
    figures[f"{group} bytes"].append(len(terminal.bytes) - size)


def keys(name: str, folder: Path, figures: Figures) -> None:
    """A walk through the list, some idle seconds, and the memory after it."""
    with session(folder) as terminal:
        reached(terminal, lambda: ROW.search(terminal.text) is not None)
        terminal.settle(1.0)
        for _ in range(30):
            key(terminal, "down", figures, f"{name}: down")
        terminal.send(*["down"] * 5)
        terminal.settle(0.3)
        for _ in range(8 if name == "50 orders" else 40):
            key(terminal, "down", figures, f"{name}: scroll")
        for press in ("home", "end"):
            terminal.send(press)
            terminal.settle(0.3)
        for _ in range(1 if name == "50 orders" else 20):
            key(terminal, "pageup", figures, f"{name}: page")
        for _ in range(5):
            for press, group in (("enter", "open"), ("escape", "back")):
                size = len(terminal.bytes)
                terminal.send(press)
                terminal.settle(0.6)
                figures[f"{name}: {group} bytes"].append(len(terminal.bytes) - size)
        terminal.settle(7.0)  # a notice may stand for some seconds
        size = len(terminal.bytes)
        terminal.settle(3.0)
        figures[f"{name}: idle bytes"].append(len(terminal.bytes) - size)
        own, mapped = memory_mb(terminal)
        figures[f"{name}: pss"].append(own)
        figures[f"{name}: mapped"].append(mapped)
        leave(terminal)


def line(what: str, figure: str, beside: str, budget: str, kept: bool) -> None:
    """One line of the report."""
    print(f"{what:<44} {figure:>12} {beside:>22}   {budget:<22} {'' if kept else 'MISSED'}")


def report(figures: Figures, many: str) -> None:
    """Every figure beside what it is compared with and its budget (design §12)."""
    bare = median(figures["bare: frame"])
    print(f"\n{'':<44} {'median':>12} {'beside':>22}   budget")
    for name in ("10 k", many):
        shown = median(figures[f"{name}: line"])
        line(f"{name}: something on the screen", f"{shown:.0f} ms", "", "<= 60 ms", shown <= 60)
        for what, most in (("frame", 1.25), ("page", 2.0)):
            pairs = zip(figures[f"{name}: {what}"], figures["bare: frame"], strict=True)
            ratio = median(one / other for one, other in pairs)
            figure = f"{median(figures[f'{name}: {what}']):.0f} ms"
            beside = f"bare {bare:.0f} ms = {ratio:.2f} x"
            line(f"{name}: first {what}", figure, beside, f"<= {most} x", ratio <= most)
        cpu, bare_cpu = median(figures[f"{name}: cpu"]), median(figures["bare: cpu"])
        print(
            f"{name + ': cpu to the first page':<44} {cpu:9.0f} ms {f'bare {bare_cpu:.0f} ms':>22}"
        )
    for name in ("50 orders", many):
        for what, most in (("down", 450), ("scroll", 8000), ("page", 8000)):
            times, sizes = figures[f"{name}: {what} ms"], figures[f"{name}: {what} bytes"]
            middle = median(times)
            late = quantiles(times, n=20)[-1] if len(times) > 1 else times[0]
            good = middle <= 8 and late <= 25
            took = f"{middle:.1f} ms"
            line(f"{name}: {what}", took, f"p95 {late:.1f} ms", "<= 8, p95 <= 25 ms", good)
            size = median(sizes)
            line(f"{name}: {what}, written", f"{size:,.0f} B", "", f"<= {most:,} B", size <= most)
        for what, said in (("open", "an order opened"), ("back", "back to the list")):
            size = median(figures[f"{name}: {what} bytes"])
            print(f"{f'{name}: {said}, written':<44} {size:10,.0f} B")
        idle, pss = figures[f"{name}: idle bytes"][0], figures[f"{name}: pss"][0]
        line(f"{name}: idle, written in 3 s", f"{idle:.0f} B", "", "0 B", idle == 0)
        beside = f"and {figures[f'{name}: mapped'][0]:.0f} MB of the store"
        line(f"{name}: memory (PSS)", f"{pss:.1f} MB", beside, "<= 65 MB", pss <= 65)


def main(argv: list[str] | None = None) -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--orders", type=int, default=1_000_000)
    parser.add_argument("--rounds", type=int, default=7)
    args = parser.parse_args(argv)
    many = f"{args.orders:,} orders"
    figures: Figures = defaultdict(list)
    with tempfile.TemporaryDirectory(prefix="csdesk-bench-") as name:
        root = Path(name)
        few, some, all_of_them = (desk_folder(root, n) for n in (50, 10_000, args.orders))
        programs: dict[str, Callable[[], Terminal]] = {
            "bare": lambda: Terminal([sys.executable, "-c", BARE], size=SIZE),
            "10 k": lambda: session(some),
            many: lambda: session(all_of_them),
        }
        start("warm", programs["10 k"], defaultdict(list))
        for number in range(args.rounds):
            for program, make in programs.items():
                start(program, make, figures)
            print(f"round {number + 1} of {args.rounds}", file=sys.stderr)
        keys("50 orders", few, figures)
        keys(many, all_of_them, figures)
    load = os.getloadavg()[0]
    report(figures, many)
    print(f"\nload {load:.1f} on {os.cpu_count()} processors; medians of {args.rounds} starts")


if __name__ == "__main__":
    main()
