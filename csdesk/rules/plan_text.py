"""A plan of action as a document, to be sent by a person (S66, S75, F63, F65).

Its headings are in the language in which the plan is written, whatever the desk speaks. While
parts are missing it begins with INCOMPLETE / 未完成 and their names (W31).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence

from csdesk.model.amazon import AmazonCase, Checked, Evidence, Gravity, PlanEntry, Section
from csdesk.plain import plain
from csdesk.words import N_, in_language, tell

INCOMPLETE = "INCOMPLETE / 未完成"

_HEADINGS = {
    Section.CAUSE: N_("Root cause"),
    Section.ACTION: N_("Actions taken"),
    Section.PREVENTION: N_("Preventive actions"),
}
_TITLE, _EVIDENCE, _CASE = N_("Plan of action"), N_("Evidence"), N_("The case as a whole")

_Translate = Callable[[str], str]

_signs = re.compile(r"[\u3400-\u9fff]").findall
_letters = re.compile(r"[A-Za-z]").findall
_block = re.compile(
    r"^([ \t]*)(?=#|>|```|~~~|(?:-+|=+)[ \t]*$|([-*_])[ \t]*(?:\2[ \t]*){2,}$)", re.MULTILINE
).sub
"""Before what would be a heading, a rule, a quotation or a listing."""
_tag = re.compile(r"(?<!\\)(\\*)<(?=[A-Za-z/!?])").sub


def document(checked: Checked) -> str:
    """The plan as Markdown, with what is missing before it.

    Args:
        checked: the case, and what the check found.
    """
    lines = [*_warning(checked), *_plan(checked.case, _translate(checked.case))]
    return "\n".join(lines).strip("\n") + "\n"


def sent_text(case: AmazonCase) -> str:
    """The plan alone, as it is kept when a person says that it was sent."""
    return "\n".join(_plan(case, _translate(case))).strip("\n") + "\n"


def _translate(case: AmazonCase) -> _Translate:
    """Chinese headings for a plan that is written in Chinese, else English ones."""
    text = "".join(each.text for each in case.entries) or case.notice
    return in_language("zh" if 4 * len(_signs(text)) > len(_letters(text)) else "en")


def _warning(checked: Checked) -> Iterator[str]:
    missing = [each for each in checked.findings if each.gravity is Gravity.MISSING]
    if not missing:
        return
    yield f"**{INCOMPLETE}**"
    yield ""
    for each in missing:
        yield f"- {each.fault.number:02} {tell(each.message, each.facts)}"
    yield ""
    yield "---"
    yield ""


def _plan(case: AmazonCase, translate: _Translate) -> Iterator[str]:
    yield f"# {translate(_TITLE)}"
    yield ""
    for label, value in (
        (N_("Account"), case.account), (N_("Amazon's case number"), case.reference),
        (N_("Concerned"), ", ".join(case.subjects)),
    ):  # fmt: skip
        if value:
            yield f"- {translate(label)}: {_untagged(value)}"
    for number, (section, heading) in enumerate(_HEADINGS.items(), 1):
        yield ""
        yield f"## {number}. {translate(heading)}"
        yield ""
        for each in case.section(section):
            yield from _entry(each, translate)
    if case.evidence:
        yield ""
        yield f"## {translate(_EVIDENCE)}"
        yield from _evidence(case, translate)


def _entry(each: PlanEntry, translate: _Translate) -> Iterator[str]:
    facts: list[str] = []
    if each.day is not None and each.section is Section.ACTION:
        facts.append(each.day.isoformat())
    if each.section is Section.PREVENTION:
        since = each.day.isoformat() if each.day else ""
        facts += [
            _told(translate(N_("responsible: {who}")), who=each.owner),
            _told(translate(N_("how often: {every}")), every=each.every),
            _told(translate(N_("from {day}")), day=since),
        ]
    if each.causes:
        causes = ", ".join(map(str, each.causes))
        facts.append(_told(translate(N_("for root cause {n}")), n=causes))
    tail = "; ".join(filter(None, facts))
    first, *more = _harmless(each.text).split("\n")
    yield f"{each.number}. {first}"
    yield from (f"   {line}".rstrip() for line in more)
    if tail:
        yield f"   ({_untagged(tail)})"


def _told(template: str, **value: str) -> str:
    return template.format(**value) if all(value.values()) else ""


def _evidence(case: AmazonCase, translate: _Translate) -> Iterator[str]:
    """Every subject with its evidence; then what is about the case as a whole."""
    shares: list[tuple[str, Sequence[Evidence]]] = [
        (subject, [each for each in case.evidence if subject in each.subjects])
        for subject in _all_subjects(case)
    ]
    shares.append((translate(_CASE), [each for each in case.evidence if not each.subjects]))
    for title, share in shares:
        if share:
            yield ""
            yield f"### {title}"
            yield ""
            yield from (_proof(each, translate) for each in share)


def _all_subjects(case: AmazonCase) -> tuple[str, ...]:
    others = (subject for each in case.evidence for subject in each.subjects)
    return tuple(dict.fromkeys([*case.subjects, *others]))


def _proof(each: Evidence, translate: _Translate) -> str:
    from csdesk.vocabulary import NAMES

    pieces = f"{each.quantity:,}" if each.quantity is not None else ""
    facts = (
        each.day.isoformat() if each.day else "", each.supplier, each.contact,
        _told(translate(N_("{n} pieces")), n=pieces), each.file,
        f"SHA-256 {each.sha256}" if each.sha256 else "",
    )  # fmt: skip
    kind = translate(NAMES["EvidenceKind", each.kind.value])
    told = f"- {each.number}. {kind}: {_harmless(each.title)}"
    tail = "; ".join(filter(None, facts))
    return f"{told} ({_untagged(tail)})" if tail else told


def _harmless(text: str) -> str:
    """Stored text that is no heading and no rule of the document; its lists stay lists."""
    return _block(r"\1\\", _untagged(plain(text, lines=True).strip(), lines=True))


def _untagged(text: str, *, lines: bool = False) -> str:
    """Stored text in which no page of the web stands."""
    return _tag(r"\1\1\\<", plain(text, lines=lines))
