"""What people sent to Amazon and what it answered; plans as files (S72, S75, F63, F65).

Nothing here reaches Amazon. A person sends the plan and says so; only then a case is ``submitted``.
"""

from __future__ import annotations

from pathlib import Path

from csdesk.model.amazon import AmazonCase, AmazonState, Checked, Gravity, Submission
from csdesk.model.errors import NeedsYes, NotUnderstood, Refused
from csdesk.model.roles import Action
from csdesk.rules import amazon as rules
from csdesk.rules.kept_words import kept_words
from csdesk.rules.plan_editing import LONGEST_WORDS, due_values
from csdesk.rules.plan_text import sent_text
from csdesk.services.acting import Act
from csdesk.services.amazon_acting import AmazonActing, note
from csdesk.store import amazon as rows
from csdesk.words import N_, when


class Submissions(AmazonActing):
    """Noting what was sent and answered, closing cases, writing plans out."""

    def steps(self, case: AmazonCase) -> tuple[AmazonState, ...]:
        """What a case may become, the usual one first."""
        return rules.steps(case.state, unanswered=case.unanswered is not None)

    def check(self, to: AmazonState) -> None:
        """Refuse a step before the person is asked what goes with it.

        Raises:
            NotAllowed: the person has no right to; that is logged.
        """
        self._acting.check(_right(to))

    def submit(
        self,
        case_id: int,
        on: str = "",
        *,
        yes: bool = False,
        seen: int | None = None,
        client_id: str = "",
    ) -> AmazonCase:
        """Note that a person has sent the plan; its text is kept as it is now.

        Args:
            case_id: of the case.
            on: when it was sent, as typed; empty for now.
            yes: it was, although parts are missing or the last one is not answered.
            seen: the version of the case that the person had before their eyes.
            client_id: made by the front end; sent twice it is noted once.

        Raises:
            NotFound: there is no such case.
            NotUnderstood: ``on`` is no moment that is past, or one before the notice.
            NeedsYes: parts are missing, or Amazon has not answered the last one yet.
            Refused: the case does not go that way.
            Conflict: somebody changed the case since ``seen``.
            NotAllowed: the person has no right to.
        """
        now = self._now
        sent_at = rules.moment_past(on, now)

        def do(act: Act, case: AmazonCase) -> None:
            if sent_at.date() < case.received.astimezone(now.tzinfo).date():
                raise NotUnderstood('"{typed}" is before the notice came.', typed=on)
            checked = self._check(case)
            if not yes:
                _ask_first(checked, self._settings.zone)
            if case.state is not AmazonState.SUBMITTED:  # it may be sent again, see above
                rules.check_step(case.id, case.state, AmazonState.SUBMITTED)
            sent = Submission(
                len(case.submissions) + 1, sent_at, sent_text(case), checked.missing,
                act.actor.name,
            )  # fmt: skip
            rows.add_submission(act.connection, case.id, sent)
            self._step(
                act, case, AmazonState.SUBMITTED, when(sent_at, self._settings.zone), client_id,
                submission=sent.number, at=int(sent_at.timestamp()), missing=checked.missing,
            )  # fmt: skip

        return self._change(case_id, do, seen, client_id, Action.AMAZON_SENT)

    def answer(
        self,
        case_id: int,
        to: AmazonState,
        words: str = "",
        *,
        on: str = "",
        due: str = "",
        seen: int | None = None,
        client_id: str = "",
    ) -> AmazonCase:
        """Note what Amazon answered.

        Args:
            case_id: of the case.
            to: restored, refused, or more is asked.
            words: what it said; needed unless it restored.
            on: when, as typed; empty for now.
            due: by when it wants an answer, in its words; empty where it says nothing. What the
                notice said before holds no more.
            seen: the version of the case that the person had before their eyes.
            client_id: made by the front end; sent twice it is noted once.

        Raises:
            NotFound: there is no such case.
            NotUnderstood: ``on`` or ``due`` is no such moment.
            Refused: nothing was sent, or words are missing.
            Conflict: somebody changed the case since ``seen``.
            NotAllowed: the person has no right to.
        """
        if to not in rules.ANSWERS:
            raise NotUnderstood("Amazon answers: {answers}.", answers=list(rules.ANSWERS))
        now = self._now
        at = rules.moment_past(on, now)
        missing = "" if to is AmazonState.RESTORED else N_("Put in what Amazon answered.")
        said = kept_words(words, LONGEST_WORDS, missing=missing, lines=True)
        values = due_values(due, at)

        def do(act: Act, case: AmazonCase) -> None:
            sent = case.unanswered
            rules.check_step(case.id, case.state, to, unanswered=sent is not None)
            if sent is None:
                raise Refused("Nothing was sent for Amazon case {id} yet.", id=case.id)
            if at.date() < sent.sent_at.astimezone(now.tzinfo).date():
                raise NotUnderstood('"{typed}" is before the plan was sent.', typed=on)
            rows.answer(act.connection, case.id, sent.number, to, at, said)
            self._step(
                act, case, to, said, client_id, submission=sent.number, text=said,
                at=int(at.timestamp()), **values,
            )  # fmt: skip

        return self._change(case_id, do, seen, client_id, Action.AMAZON_SENT)

    def move(
        self,
        case_id: int,
        to: AmazonState,
        words: str = "",
        *,
        seen: int | None = None,
        client_id: str = "",
    ) -> AmazonCase:
        """Close a case, or take it up again.

        Args:
            case_id: of the case.
            to: closed, or being written.
            words: why; needed.
            seen: the version of the case that the person had before their eyes.
            client_id: made by the front end; sent twice it is done once.

        Raises:
            NotFound: there is no such case.
            Refused: it does not go that way, or no reason is given.
            Conflict: somebody changed the case since ``seen``.
            NotAllowed: the person has no right to.
        """
        why = kept_words(words, LONGEST_WORDS, missing=N_("Say why."), lines=True)
        if to not in (AmazonState.CLOSED, AmazonState.DRAFT):
            raise NotUnderstood("What was sent or answered is noted by its own command.")

        def do(act: Act, case: AmazonCase) -> None:
            rules.check_step(case.id, case.state, to)
            self._step(act, case, to, why, client_id, text=why)

        return self._change(case_id, do, seen, client_id)

    def _step(
        self,
        act: Act,
        case: AmazonCase,
        to: AmazonState,
        words: str,
        client_id: str,
        **told: object,
    ) -> None:
        columns: dict[str, object] = {
            name: told[name] for name in ("due", "due_words") if name in told
        }
        note(
            act, case.id, f"amazon.{to}", {"amazon_state": case.state},
            {"amazon_state": to} | {name: each for name, each in told.items() if each}, words,
            client_id, {"state": to, **columns},
        )  # fmt: skip

    # Files

    def export(self, case_id: int) -> Path:
        """Write a plan into exports/ as Markdown; INCOMPLETE stands on it while parts are missing.

        Raises:
            NotFound: there is no such case.
            Refused: the disk does not take it.
        """
        return self._papers.write(self.checked(case_id))

    def pack(self, case_id: int) -> Path:
        """The same as a ZIP file with a copy of every evidence and their SHA-256.

        Raises:
            NotFound: there is no such case.
            Refused: a copy is gone or was changed, or the disk does not take it.
        """
        return self._papers.pack(self.checked(case_id))


def _right(to: AmazonState) -> Action:
    sent = to is AmazonState.SUBMITTED or to in rules.ANSWERS
    return Action.AMAZON_SENT if sent else Action.AMAZON


def _ask_first(checked: Checked, zone: str) -> None:
    """Whether a person should be asked before something is noted as sent.

    Raises:
        NeedsYes: they should.
    """
    waiting = checked.case.unanswered
    if waiting is not None:
        raise NeedsYes(
            "Submission {n} of {when} is not answered yet, and a second one is often refused. Was"
            " it really sent again?",
            n=waiting.number, when=when(waiting.sent_at, zone),
        )  # fmt: skip
    if checked.missing:
        missing = {each.fault: None for each in checked.findings if each.gravity is Gravity.MISSING}
        raise NeedsYes(
            "{count} parts of the plan are missing ({missing}). Was it sent all the same?",
            count=checked.missing, missing=list(missing),
        )  # fmt: skip
