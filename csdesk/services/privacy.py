"""Seeing one masked field of an order whole: with a reason, noted, counted (F71)."""

from __future__ import annotations

import time
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from csdesk.model.desk import Actor
from csdesk.model.errors import NotAllowed, Refused
from csdesk.model.privacy import REASONS, RevealCount, Revealed
from csdesk.model.roles import Action
from csdesk.model.settings import DeskSettings
from csdesk.model.sight import Personal
from csdesk.plain import plain
from csdesk.rules.kept_words import kept_words
from csdesk.rules.masking import is_masked
from csdesk.rules.permissions import may, may_reveal
from csdesk.services import notices
from csdesk.services.acting import Act, Acting, as_known
from csdesk.store import log, personal
from csdesk.store.engine import Store
from csdesk.store.lookup import known_order
from csdesk.words import N_

if TYPE_CHECKING:
    from sqlalchemy import Connection

REVEALED, COPIED = "reveal.", "reveal.copied"
"""How the kinds of steps begin that tell of a field, ``reveal.phone``; what was copied."""

_LONGEST = 200

_ALERT = N_("{name} has revealed {n} fields of buyers today; desk.toml expects {most} at most.")


class Privacy:
    """The one way to a buyer's data unmasked. The log tells who, which field and why, no value."""

    def __init__(self, store: Store, settings: DeskSettings, actor: Actor) -> None:
        self._store = store
        self._settings = settings
        self._actor = actor
        self._acting = Acting(store, actor)

    def reasons(self) -> tuple[str, ...]:
        """Why fields are revealed, by number."""
        return self._settings.privacy.reveal_reasons or REASONS

    def reveal(self, number: str, field: Personal, reason: str, client_id: str = "") -> Revealed:
        """One field of one order, whole.

        Args:
            number: any of the order's numbers.
            field: which.
            reason: in words, or the number of one of ``reasons``.
            client_id: made by the front end; sent twice it is noted once, and answered again for as
                long as the field is shown.

        Raises:
            NotFound: there is no such order.
            NotAllowed: the person may not see that field; that is logged.
            Refused: no reason is given, the order does not tell the field, the marketplace has
                masked it, or ``client_id`` was sent for something else, by somebody else, or too
                long ago.
        """
        why = self._reason(reason)
        self._acting.check(Action.REVEAL, number)
        with self._store.change() as c:
            act = Act(c, as_known(c, self._actor))
            order = known_order(c, number)
            refusal = _refusal(act.actor, field)
            if refusal is None:
                told = personal.values(c, order.id, field)
                _check_told(order.order_no, field, told)
                if not self._is_again(act, REVEALED + field.value, order.order_no, client_id):
                    self._note(act, order.id, order.order_no, field, why, client_id)
                return Revealed(
                    order.order_no, field, tuple(told.items()),
                    self._settings.privacy.reveal_seconds, self._today(c),
                    personal.disputed(c, order.id, field),
                )  # fmt: skip
            act.log(log.REFUSED, order_id=order.id, order_no=order.order_no,
                    after={"action": Action.REVEAL, "field": field}, personal=False)  # fmt: skip
        raise refusal

    def copied(self, number: str, field: Personal, client_id: str = "") -> None:
        """Note that a revealed field was copied out of the desk.

        Raises:
            NotFound: there is no such order.
            Refused: ``client_id`` was sent for something else.
        """
        with self._store.change() as c:
            act = Act(c, as_known(c, self._actor))
            order = known_order(c, number)
            if not self._is_again(act, COPIED, order.order_no, client_id, field.value):
                act.log(COPIED, order_id=order.id, order_no=order.order_no, personal=False,
                        after={"field": field.value}, client_id=client_id)  # fmt: skip

    def counts(self, day: date | None = None) -> tuple[RevealCount, ...]:
        """How many fields people revealed on a day; of others than oneself leads alone are told.

        Args:
            day: of the desk's zone; today by default.
        """
        since = self._midnight(day or self._now().date())
        until = self._midnight((day or self._now().date()) + timedelta(days=1))
        with self._store.read() as c:
            who = as_known(c, self._actor)
            all_of_them = may(who.roles, Action.PRIVACY)
            return personal.counts(c, since, until, "" if all_of_them else who.login)

    def _note(
        self, act: Act, order_id: int, order_no: str, field: Personal, why: str, client_id: str
    ) -> None:
        """The step, the count, and where it is one more than a day should have, word to leads."""
        seq = act.log(REVEALED + field.value, order_id=order_id, order_no=order_no,
                      after={"reason": why}, client_id=client_id)  # fmt: skip
        c, who, most = act.connection, act.actor, self._settings.privacy.reveals_a_day
        personal.note(c, order_id, who.login, field, int(time.time()), seq)
        if (today := self._today(c)) == most + 1:
            notices.post(act, notices.leads(c), _ALERT, f"reveals {who.login}", name=who.name,
                         n=today, most=most)  # fmt: skip

    def _is_again(
        self, act: Act, kind: str, order_no: str, client_id: str, field: str | None = None
    ) -> bool:
        """Whether the same was noted a moment ago, so that it is not noted twice.

        Raises:
            Refused: under this id something else was.
        """
        sent = log.sent_as(act.connection, client_id) if client_id else None
        if sent is None:
            return False
        same = (sent.kind, sent.login, sent.order_no) == (kind, act.actor.login, order_no)
        told = field is None or (sent.after or {}).get("field") == field
        age = datetime.now(sent.at.tzinfo) - sent.at
        if same and told and age <= timedelta(seconds=self._settings.privacy.reveal_seconds):
            return True
        raise Refused("That was sent before, for something else or long ago. Ask for it anew.")

    def _today(self, connection: Connection) -> int:
        since = self._midnight(self._now().date())
        return personal.seen_since(connection, self._actor.login, since)

    def _now(self) -> datetime:
        return datetime.now(ZoneInfo(self._settings.zone))

    def _midnight(self, day: date) -> int:
        zone = ZoneInfo(self._settings.zone)
        return int(datetime(day.year, day.month, day.day, tzinfo=zone).timestamp())

    def _reason(self, text: str) -> str:
        return chosen_reason(text, self.reasons())


def chosen_reason(text: str, known: Sequence[str]) -> str:
    """A reason as it is kept: in words, or one of a list by its number.

    Raises:
        Refused: there is none, or it is too long.
    """
    typed = " ".join(plain(text).split())
    if typed.isdecimal() and typed.isascii():
        if not 1 <= int(typed[:9]) <= len(known):
            raise Refused("There is no reason {n}; there are {most}.", n=typed, most=len(known))
        return known[int(typed) - 1]
    return kept_words(text, _LONGEST, missing=N_("Say why: it is noted who saw what, and why."))


def _refusal(who: Actor, field: Personal) -> NotAllowed | None:
    """Why a person may not see a field whole; None where they may."""
    if may(who.roles, Action.REVEAL) and field in may_reveal(who.roles):
        return None
    return NotAllowed(
        "{name} may not see {field} whole: it is no part of that work.", name=who.name, field=field
    )


def _check_told(order_no: str, field: Personal, told: dict[str, str]) -> None:
    """Refuse to note that somebody saw what nobody knows.

    Raises:
        Refused: the order does not tell it, or the marketplace has masked it.
    """
    value = " ".join(filter(None, told.values()))
    if not value:
        raise Refused("The file of {number} tells no {field}.", number=order_no, field=field)
    if field is not Personal.ADDRESS and is_masked(value):
        raise Refused(
            "The marketplace itself has masked {field} of {number}: nobody here knows it whole.",
            field=field, number=order_no,
        )  # fmt: skip
