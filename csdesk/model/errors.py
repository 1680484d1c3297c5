"""What can go wrong, said for people.

An error carries an English message template and the facts to fill in. Front ends translate the
template (``csdesk.words.say``); ``str(error)`` is the English sentence.
"""

from __future__ import annotations

from typing import ClassVar


class DeskError(Exception):
    """A refusal that a person can act on.

    Args:
        message: English sentence with ``{name}`` places; it is the gettext message id.
        **facts: values for the places; stored text among them is untrusted.
    """

    exit_status: ClassVar[int] = 1

    def __init__(self, message: str, **facts: object) -> None:
        super().__init__(message)
        self.message = message
        self.facts = facts

    def __str__(self) -> str:
        """The English sentence."""
        if not self.facts:
            return self.message
        return self.message.format(**{name: _spoken(fact) for name, fact in self.facts.items()})


def _spoken(fact: object) -> object:
    return ", ".join(map(str, fact)) if isinstance(fact, list | tuple) else fact


class Refused(DeskError):
    """The request is understood and not done (exit status 1)."""


class NeedsYes(Refused):
    """It is done only if the person says yes to the question that the message asks."""


class NotUnderstood(DeskError):
    """The request itself is wrong: an unknown word or option (exit status 2)."""

    exit_status = 2


class NotFound(DeskError):
    """Nothing has that number or name (exit status 3)."""

    exit_status = 3


class NotAllowed(DeskError):
    """The person lacks the role (exit status 4)."""

    exit_status = 4


class Conflict(DeskError):
    """Somebody else changed it first (exit status 5)."""

    exit_status = 5


class StoreUnusable(DeskError):
    """The store cannot be opened or written (exit status 6)."""

    exit_status = 6


class DiskFull(StoreUnusable):
    """The disk is full: what is there can be read, nothing can be saved."""


class DiskRefuses(StoreUnusable):
    """The disk does not take what is written: a quota is used up, or it is broken."""


class ReadOnly(StoreUnusable):
    """The store, or the disk that it lies on, cannot be written."""


class Damaged(StoreUnusable):
    """The store's file is not what a store must be; nobody may write to it any more."""


class Replaced(StoreUnusable):
    """Under the store's name lies another file than the one that was opened, or none."""


class NewerStore(StoreUnusable):
    """A newer csdesk has upgraded the store."""
