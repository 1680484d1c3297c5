"""Makes the sample exports of this folder, README.md and expected.json.

``python data/make_samples.py`` writes them here, ``--into DIR`` somewhere else. Everything comes
from seeds, no row is of a real person.
"""

import argparse
import json
from dataclasses import asdict
from importlib import import_module
from pathlib import Path
from shutil import rmtree

from case import CASES, Case, Expected

_HERE = Path(__file__).parent
_OUTCOMES = ("imported", "partly", "waiting", "duplicate", "quarantined", "ignored", "stock")
_INTRO = """# Sample exports

Synthetic export files of every kind that csdesk meets, good and broken. Nobody in them exists:
`python data/make_samples.py` makes them, this page and `expected.json` (the same table for
programs) from seeds.

One folder is one case; all files in it are taken in together, into an empty desk, in the order of
the stamps in their names. The first part of the folder's name is the outcome:

| outcome | means |
| --- | --- |
| `imported` | all rows went in |
| `partly` | some rows were refused; an order of which one row is refused does not go in |
| `waiting` | the other half of the pair is missing, nothing went in |
| `duplicate` | the second file has the same bytes as the first: it changes nothing |
| `quarantined` | the file cannot be read as a whole, nothing went in |
| `ignored` | the watcher does not touch it |
| `stock` | files about the stock: rows went in but for those that are named |

`orders` and `lines` are what is in the store afterwards. A refused row (the header is row 1) is
named where it is wrong in itself; the other rows of its order are missing from the counts, too. An
empty column or value is not to be compared. `items` are those of the stock; csdesk's own layouts
for shops without an inventory program are shown in `stock/own-lists`. Reasons are given by their
sense, not in csdesk's words.
"""


def _files(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def _about(case: Case, told: Expected) -> str:
    parts = [f"{told.orders} orders, {told.lines} lines"] if told.orders or not told.why else []
    if told.items:
        parts = [f"{told.items} items"]
    if told.why:
        parts.append(told.why)
    for reject in told.rejects:
        place = f"`{reject.file}` row {reject.row}"
        column = f", {reject.column}" if reject.column else ""
        value = f" `{reject.value}`" if reject.value else ""
        parts.append(f"{place}{column}{value}: {reject.why}")
    return "<br>".join(parts)


def make(into: Path) -> None:
    """Write all cases, README.md and expected.json into the folder ``into``."""
    table = ["| folder | files | shows | expected |", "| --- | --- | --- | --- |"]
    index = []
    for module in ("taobao_cases", "amazon_cases", "broken_cases", "stock_cases"):
        import_module(module)
    for case in sorted(CASES, key=lambda case: _OUTCOMES.index(case.outcome)):
        folder = into / case.name
        rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        told = case.make(folder)
        files = _files(folder)
        listed = "<br>".join(f"`{name}`" for name in files)
        table.append(f"| `{case.name}` | {listed} | {case.shows} | {_about(case, told)} |")
        index.append({"case": case.name, "outcome": case.outcome, "files": files, **asdict(told)})
    (into / "README.md").write_text(_INTRO + "\n" + "\n".join(table) + "\n", encoding="utf-8")
    (into / "expected.json").write_text(
        json.dumps(index, ensure_ascii=False, indent=1) + "\n", encoding="utf-8"
    )


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--into", type=Path, default=_HERE, metavar="DIR")
    make(parser.parse_args().into)
