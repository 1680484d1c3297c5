"""Arguments: the options that every command has, and the one command that is asked for.

Only the asked command's module is imported. Its help is in the language of ``--lang``, else of
the locale.
"""

from __future__ import annotations

import gettext
import os
from argparse import SUPPRESS, ArgumentParser, Namespace
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

import csdesk
from csdesk.cli.help_text import HelpText
from csdesk.model.errors import NotUnderstood
from csdesk.words import N_, _, language

if TYPE_CHECKING:
    from csdesk.model.sessions import Visit

COMMANDS = {
    "demo": N_("look around in a sample desk"),
    "init": N_("make a new desk"),
    "import": N_("take in export files"),
    "drop": N_("put export files into inbox/, whole"),
    "sync": N_("take in what lies in inbox/, and watch it"),
    "search": N_("find orders"),
    "export": N_("write what a search finds into a file, masked"),
    "fetch": N_("print a file of exports/, to keep elsewhere"),
    "saved": N_("show, save or remove searches under names"),
    "order": N_("show an order"),
    "reveal": N_("see a masked field of an order whole"),
    "remark": N_("write a remark"),
    "set": N_("correct a field of an order"),
    "exchange": N_("have the customer get another item"),
    "pay": N_("change the payment status, or ask for it"),
    "account": N_("show what a customer has to pay or is owed, and note its end"),
    "blacklist": N_("mark the customer of an order"),
    "conflicts": N_("list what both sides changed"),
    "settle": N_("settle a conflict"),
    "inbox": N_("show what finance and shipping are asked"),
    "answer": N_("answer what a department is asked"),
    "mirror": N_("compare our remarks with the marketplace's"),
    "promises": N_("show or keep what customers were told"),
    "requests": N_("show what leads are asked; ask, decide"),
    "urge": N_("show what awaits payment; urge a buyer"),
    "case": N_("show, open or take on after-sale cases"),
    "amazon": N_("show Amazon cases, write and check their plans of action"),
    "review": N_("list what awaits review, with its checks"),
    "approve": N_("let orders pass the review"),
    "hold": N_("stop an order"),
    "release": N_("let a held order go on"),
    "ship": N_("say that an order has left"),
    "download": N_("write the approved orders of an import to a file"),
    "ledger": N_("show whether the counts of every import add up"),
    "split": N_("let ship what can, have the rest wait"),
    "unsplit": N_("put a split order together again"),
    "reship": N_("send an order again"),
    "gift": N_("give goods, for nothing or against what is owed"),
    "stuck": N_("list what was made from orders and does not get on"),
    "stock": N_("show what is there, who waits for it, what does not fit"),
    "can-ship": N_("tell whether an order can leave"),
    "shortages": N_("list what to telephone suppliers about; log calls"),
    "discontinue": N_("say that an item is not bought any more"),
    "priority": N_("have an order served before others"),
    "report": N_("show what was done in a shift, a day, a week or a month"),
    "shift": N_("show the shift; open, join, close, sign"),
    "handover": N_("show what is handed over; write, acknowledge, settle items"),
    "log": N_("show what was done to an order"),
    "as-of": N_("show how an order, a queue or the counts stood at an instant"),
    "roster": N_("show or change who is to work when"),
    "swap": N_("show, ask for or decide swaps of shifts"),
    "notice": N_("show what you are told; tell colleagues something"),
    "people": N_("show or change who works here"),
    "audit": N_("check that nobody changed the log; anchor it elsewhere"),
    "backup": N_("make a verified copy of the store"),
    "restore": N_("put a backup in the place of the store, or try one out"),
    "purge": N_("take buyers' data away when their time is over"),
    "doctor": N_("check that everything is sound"),
    "setup": N_("make this computer a box that a team shares"),
}
"""Command -> what it does, in the order of the help; each is a module of this package."""

_MODULES = {"import": "intake", "can-ship": "can_ship", "as-of": "as_of"}
"""Where the module cannot have the command's name."""

_ARGPARSE = (
    N_("usage: "), N_("positional arguments"), N_("options"), N_("show this help message and exit"),
    N_("the following arguments are required: %s"), N_("unrecognized arguments: %s"),
    N_("argument %(argument_name)s: %(message)s"), N_("expected one argument"),
    N_("expected at least one argument"), N_("invalid %(type)s value: %(value)r"),
    N_("invalid choice: %(value)r (choose from %(choices)s)"),
    N_("ignored explicit argument %r"), N_("not allowed with argument %s"),
)  # fmt: skip
"""What argparse says; it asks gettext for these."""


class Parser(ArgumentParser):
    """An argument parser that refuses in one sentence."""

    def __init__(self, prog: str, description: str) -> None:
        """A parser for ``prog`` that describes itself so in its help."""
        super().__init__(
            prog=prog, description=description, allow_abbrev=False, formatter_class=HelpText
        )

    def error(self, message: str) -> NoReturn:
        """Refuse.

        Raises:
            NotUnderstood: always.
        """
        raise NotUnderstood(
            "{cause}. `{program} --help` tells more.", cause=message, program=self.prog
        )


def language_wish(argv: Sequence[str]) -> str:
    """What ``--lang`` says, wherever it stands; empty where it is not given."""
    for place, word in enumerate(argv):
        if word == "--":
            break
        if word.startswith("--lang="):
            return word.partition("=")[2]
        if word == "--lang" and place + 1 < len(argv):
            return argv[place + 1]
    return ""


def run_command(argv: Sequence[str], visit: Visit | None = None) -> int:
    """Read the arguments and run the command they ask for; the screens where they ask for none.

    Args:
        argv: the arguments after the program's name.
        visit: who came in by a door; None for whom the operating system tells.

    Returns:
        The exit status.

    Raises:
        NotUnderstood: the arguments are wrong.
        SystemExit: help or version was printed.
    """
    with _argparse_in_our_words():
        options, name, rest = _first_words(argv)
        module = import_module(f"csdesk.cli.{_MODULES.get(name, name)}")
        parser = Parser(f"csdesk {name}" if name != "screens" else "csdesk", module.description())
        _shared_options(parser)
        module.arguments(parser)
        args = parser.parse_args(rest, options)
    args.visit = visit
    command: Callable[[Namespace], int] = module.run
    return command(args)


def _first_words(argv: Sequence[str]) -> tuple[Namespace, str, list[str]]:
    """The options before the command, the command, and what follows it."""
    parser = Parser("csdesk", _("The service desk for shop orders, in the terminal."))
    parser.usage = _("csdesk [options] [command ...]   without a command: open the desk")
    parser.add_argument("--version", action="version", version=f"csdesk {csdesk.__version__}",
                        help=_("show the version and exit"))  # fmt: skip
    _shared_options(parser)
    parser.epilog = "\n".join(
        [_("commands:")]
        + [f"  {name:<20}  {_(what)}" for name, what in COMMANDS.items()]
        + ["", _("`csdesk command --help` tells the options of a command.")]
    )
    place = 0
    while place < len(argv) and argv[place].startswith("-"):
        place += 2 if argv[place] in ("--desk", "--lang", "--theme", "--as") else 1
    nothing = Namespace(desk="", lang="", theme="", as_login="", no_mouse=False)
    options = parser.parse_args(argv[:place], nothing)
    if place >= len(argv):
        return options, "screens", []
    name = argv[place]
    if name not in COMMANDS:
        from difflib import get_close_matches

        near = get_close_matches(name, COMMANDS, 1)
        if near:
            raise NotUnderstood(
                'There is no command "{name}". Did you mean "{near}"? There are: {names}.',
                name=name, near=near[0], names=list(COMMANDS),
            )  # fmt: skip
        raise NotUnderstood(
            'There is no command "{name}". There are: {names}.', name=name, names=list(COMMANDS)
        )
    return options, name, list(argv[place + 1 :])


def _shared_options(parser: ArgumentParser) -> None:
    add = parser.add_argument
    add("--desk", metavar="DIR", default=SUPPRESS, help=_("the desk's folder"))
    add("--lang", metavar="zh|en", default=SUPPRESS, help=_("the language to speak"))
    add("--theme", metavar="NAME", default=SUPPRESS, help=_("dark, light or contrast"))
    add("--as", metavar="LOGIN", dest="as_login", default=SUPPRESS,
        help=_("act as this person; only the desk's owner may"))  # fmt: skip
    add("--no-mouse", action="store_true", default=SUPPRESS,
        help=_("leave the mouse to the terminal"))  # fmt: skip


@contextmanager
def _argparse_in_our_words() -> Iterator[None]:
    """Let argparse find its messages in the desk's catalogue, in the language spoken now."""
    domain, locales = gettext.textdomain(), os.environ.get("LANGUAGE")
    gettext.bindtextdomain("csdesk", str(Path(csdesk.__file__).with_name("locale")))
    gettext.textdomain("csdesk")
    os.environ["LANGUAGE"] = language()
    try:
        yield
    finally:
        gettext.textdomain(domain)
        if locales is None:
            del os.environ["LANGUAGE"]
        else:
            os.environ["LANGUAGE"] = locales
