"""Asking for what goes into a case: entries of the plan, evidence, fields (W31, F63, F65)."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from enum import StrEnum
from pathlib import Path
from typing import Any
from uuid import uuid4

from csdesk.model.amazon import (
    AmazonCase,
    Checked,
    Evidence,
    EvidenceKind,
    NoticeKind,
    PlanEntry,
    ReplyForm,
    Section,
)
from csdesk.model.counting import whole_number
from csdesk.model.errors import DeskError
from csdesk.ui.notices import refusal
from csdesk.ui.screens.listing import Listing
from csdesk.ui.screens.plan_editor import Base, PlanEditor, PlanPlace
from csdesk.ui.screens.questioning import Questioning
from csdesk.words import N_, _, named, when

LONGEST_NOTICE = 20_000
LONGEST_ENTRY = 4_000

_FACTS: dict[Section, dict[str, str]] = {
    Section.CAUSE: {},
    Section.ACTION: {"day": N_("On which day was it done? (yesterday, 11-20)")},
    Section.PREVENTION: {
        "owner": N_("Who sees to it?"),
        "every": N_("How often? (daily, before each restock)"),
        "day": N_("From which day on? (today, 12-01)"),
    },
}
"""What an entry tells besides its text, and how it is asked for."""

_NAMES = {
    "day": N_("day"),
    "owner": N_("who sees to it"),
    "every": N_("how often"),
    "causes": N_("root causes"),
}

_CAUSES = N_("Which root causes does it answer? (1,2)")

_PROOF: dict[str, str] = {
    "title": N_("What is it called?"),
    "about": N_("Which ASINs and orders is it about? (all; empty: the case as a whole)"),
    "file": N_("Which file? It is copied into the desk. (may be empty)"),
    "day": N_("When was it made out? (2026-11-20)"),
    "supplier": N_("Who made it out?"),
    "contact": N_("How are they reached?"),
    "quantity": N_("How many pieces?"),
}
_PAPER = ("title", "about", "file")
"""What is asked of every evidence; of an invoice all is."""

_FIELDS = {
    "kind": N_("what it is about"),
    "form": N_("how Amazon wants to be answered"),
    "account": N_("seller account"),
    "reference": N_("Amazon's case number"),
    "received": N_("when the notice came"),
    "subjects": N_("further ASINs and orders"),
    "verdict_hours": N_("hours until an answer is expected"),
}

_WORDS: dict[str, Sequence[StrEnum]] = {"kind": list(NoticeKind), "form": list(ReplyForm)}


def deadline_question() -> str:
    """How a deadline is asked for."""
    return _("By when does Amazon want an answer, as it says? (72h, 17d; empty: not told)")


async def until_taken(
    screen: Questioning[Any], label: str, value: str, do: Callable[[str], Awaitable[None]]
) -> bool:
    """Ask for a line until what is typed is taken, or the person goes back.

    Args:
        screen: that asks.
        label: what is asked, in the person's language.
        value: stored text to begin with.
        do: takes it; what it refuses is told, and asked again.

    Returns:
        Whether it was taken.
    """
    typed: str | None = value
    while (typed := await screen.write(label, typed or "", may_be_empty=True)) is not None:
        try:
            await do(typed)
        except DeskError as error:
            refusal(screen, error)
            continue
        return True
    return False


class AmazonWriting(Listing[None, Checked], inherit_bindings=False):
    """One case whose plan is written."""

    seen = 0
    """The version that the person has before their eyes; their own changes move it."""

    @property
    def case(self) -> AmazonCase:
        """The case as it is shown; only once it was answered."""
        assert self.answer is not None
        return self.answer.case

    async def send(self, method: Callable[..., AmazonCase], *words: Any, **more: Any) -> AmazonCase:
        """Send one change of this case, and show what it came to."""
        try:
            case = await self.desk_app.ask(
                method, self.case.id, *words, seen=self.seen, client_id=uuid4().hex, **more
            )
        finally:
            self.load()
        self.seen = case.version
        return case

    async def write_text(
        self, title: str, part: str, text: str, most: int, method: Callable[..., AmazonCase],
        *words: Any, key: str, **more: Any,
    ) -> AmazonCase | None:  # fmt: skip
        """Open the editor for a text of this case; None where the person went back."""
        case_id = self.case.id

        async def save(typed: str, base: Base, client_id: str) -> AmazonCase:
            return await self.desk_app.ask(
                method, case_id, *words, seen=base.seen, over=base.text, client_id=client_id,
                **{key: typed}, **more,
            )  # fmt: skip

        place = PlanPlace(case_id, part, self.seen)
        editor = PlanEditor(title, place, text, most, save)
        saved: AmazonCase | None = await self.app.push_screen_wait(editor)
        if saved is not None:
            self.seen = saved.version
        self.load()  # what was typed and not saved stands there, too
        return saved

    # The plan

    async def new_entry(self, section: Section) -> None:
        """Write a new entry, then ask for what goes with it."""
        before = {each.number for each in self.case.section(section)}
        title = _("New: {section}").format(section=named(section))
        saved = await self.write_text(
            title, f"{section} 0", "", LONGEST_ENTRY, self.desk_app.desk.amazon.write, section,
            key="text",
        )  # fmt: skip
        if saved is None:
            return
        new = next((e for e in saved.section(section) if e.number not in before), None)
        if new is not None:
            for name in self._facts(saved, section):
                if not await self._ask_fact(new, name):
                    return

    def _facts(self, case: AmazonCase, section: Section) -> list[str]:
        facts = list(_FACTS[section])
        several = section is not Section.CAUSE and len(case.section(Section.CAUSE)) > 1
        return [*facts, "causes"] if several else facts

    async def _ask_fact(self, entry: PlanEntry, name: str) -> bool:
        """Ask for the day, the owner, the turn or the root causes of an entry."""
        label = _CAUSES if name == "causes" else _FACTS[entry.section][name]
        stored = getattr(entry, name)
        value = ",".join(map(str, stored)) if name == "causes" else str(stored or "")

        async def do(typed: str) -> None:
            told: object = typed
            if name == "causes":
                told = [whole_number(n) for n in typed.replace("，", ",").split(",") if n.strip()]
            await self.send(
                self.desk_app.desk.amazon.write, entry.section, number=entry.number, **{name: told}
            )

        return await until_taken(self, _(label), value, do)

    async def edit_entry(self, entry: PlanEntry) -> None:
        """Correct an entry: its text, or what goes with it."""
        facts = self._facts(self.case, entry.section)
        place: int | None = 0
        if facts:
            names = [_("text"), *(_(_NAMES[name]) for name in facts)]
            place = await self.choose(_("What is to be corrected?"), names)
        if place is None:
            return
        if place:
            await self._ask_fact(entry, facts[place - 1])
        else:
            await self._edit_text(entry)

    async def _edit_text(self, entry: PlanEntry) -> None:
        title = f"{named(entry.section)} {entry.number}"
        await self.write_text(
            title, f"{entry.section} {entry.number}", entry.text, LONGEST_ENTRY,
            self.desk_app.desk.amazon.write, entry.section, key="text", number=entry.number,
        )  # fmt: skip

    async def go_on(self, part: str) -> None:
        """Go on with a draft.

        Args:
            part: of the draft: ``notice``, ``cause 0``, ``action 2``.
        """
        name, _blank, number = part.partition(" ")
        if name == "notice":
            await self.edit_notice()
            return
        section = Section(name)
        there = next((e for e in self.case.section(section) if str(e.number) == number), None)
        await (self._edit_text(there) if there else self.new_entry(section))

    async def edit_notice(self) -> None:
        """Correct what Amazon wrote."""
        case = self.case
        title = _("What Amazon wrote: {kind}").format(kind=named(case.kind))
        await self.write_text(
            title, "notice", case.notice, LONGEST_NOTICE, self.desk_app.desk.amazon.set, "notice",
            key="value",
        )  # fmt: skip

    # Evidence

    async def new_evidence(self, subject: str = "") -> None:
        """Ask what an evidence is, what it is about, and for its file.

        Args:
            subject: the ASIN or order that it is about; empty for those that have none yet.
        """
        kinds = list(EvidenceKind)
        place = await self.choose(_("What kind of evidence?"), [named(each) for each in kinds])
        if place is None:
            return
        case = self.case
        proven = {each for proof in case.evidence for each in proof.subjects}
        about = subject or " ".join(each for each in case.subjects if each not in proven)
        saved: list[AmazonCase] = []

        async def named_so(typed: str) -> None:
            attach = self.desk_app.desk.amazon.attach
            saved.append(await self.send(attach, kinds[place], typed, about=about))

        if not await until_taken(self, _(_PROOF["title"]), "", named_so):
            return
        new = max(saved[-1].evidence, key=lambda each: each.number)
        whole = kinds[place] is EvidenceKind.INVOICE
        for name in _PROOF if whole else _PAPER:
            if name != "title" and not await self._ask_proof(new, name):
                return

    async def _ask_proof(self, each: Evidence, name: str) -> bool:
        """Ask for one fact of an evidence."""
        values = {
            "title": each.title, "about": " ".join(each.subjects), "file": "",
            "day": each.day.isoformat() if each.day else "", "supplier": each.supplier,
            "contact": each.contact, "quantity": str(each.quantity or ""),
        }  # fmt: skip

        async def do(typed: str) -> None:
            told: object = typed
            if name in ("file", "quantity") and not typed:
                return
            if name == "file":
                told = Path(typed).expanduser()
            if name == "quantity":
                told = whole_number(typed)
            attach = self.desk_app.desk.amazon.attach
            await self.send(attach, number=each.number, **{name: told})

        return await until_taken(self, _(_PROOF[name]), values[name], do)

    async def edit_evidence(self, each: Evidence) -> None:
        """Correct one fact of an evidence."""
        names = list(_PROOF)
        place = await self.choose(_("What is to be corrected?"), [_(_PROOF[n]) for n in names])
        if place is not None:
            await self._ask_proof(each, names[place])

    # Fields of the case

    async def ask_deadline(self) -> None:
        """Ask by when Amazon wants an answer."""

        async def do(typed: str) -> None:
            await self.send(self.desk_app.desk.amazon.set, "due", typed)

        said = self.desk_app.desk.amazon.suggested_due(self.case)
        await until_taken(self, deadline_question(), said, do)

    async def ask_field(self) -> None:
        """Ask which field is wrong, and what it should be."""
        case, names = self.case, list(_FIELDS)
        place = await self.choose(_("What is to be corrected?"), [_(_FIELDS[n]) for n in names])
        if place is None:
            return
        name = names[place]
        if words := _WORDS.get(name):
            now = words.index(getattr(case, name))
            chosen = await self.choose(_(_FIELDS[name]), [named(each) for each in words], now)
            if chosen is not None:
                await self.send(self.desk_app.desk.amazon.set, name, words[chosen].value)
            return
        values = {
            "account": case.account, "reference": case.reference,
            "received": when(case.received, self.desk_app.settings.zone),
            "subjects": " ".join(case.added), "verdict_hours": str(case.verdict_hours or ""),
        }  # fmt: skip

        async def do(typed: str) -> None:
            await self.send(self.desk_app.desk.amazon.set, name, typed)

        await until_taken(self, _(_FIELDS[name]), values[name], do)
