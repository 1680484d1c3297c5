"""What is found in a plan of action: every rule alone, in both languages, and any text at all."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from csdesk.model.amazon import (
    AmazonCase,
    AmazonState,
    Checked,
    Evidence,
    EvidenceKind,
    Fault,
    Gravity,
    NoticeKind,
    PlanEntry,
    ReplyForm,
    Section,
    Submission,
)
from csdesk.rules import plan_words
from csdesk.rules.amazon import subjects
from csdesk.rules.plan_of_action import lint, said_before
from csdesk.rules.plan_text import INCOMPLETE, document, sent_text
from csdesk.words import tell, use_language
from tests.hostile import CASES, PAYLOADS, forbidden

TODAY = date(2026, 11, 22)
AT = datetime(2026, 11, 20, 9, tzinfo=UTC)
ASIN, OTHER = "B0CSDESK01", "B0CSDESK02"
ORDER = "111-2223334-5556667"
NOTICE = f"ASIN: {ASIN}. Your listing was removed because buyers complained."
CAUSE, ACTION, PREVENTION = Section.CAUSE, Section.ACTION, Section.PREVENTION


def cause(text=f"Our size chart of {ASIN} was in inches, the goods are in centimetres.", n=1):
    return PlanEntry(CAUSE, n, text)


def action(text="We corrected the size chart on the product page.", n=1, **more):
    return PlanEntry(ACTION, n, text, **{"day": date(2026, 11, 21), **more})


def prevention(text="The page and the goods are compared before each restock.", n=1, **more):
    told = {"day": date(2026, 11, 23), "owner": "Chen", "every": "weekly", **more}
    return PlanEntry(PREVENTION, n, text, **told)


PROOF = Evidence(1, EvidenceKind.LISTING, "Page before and after", (ASIN,), file="a.png")
INVOICE = Evidence(
    1, EvidenceKind.INVOICE, "Invoice 88", (ASIN,), date(2026, 6, 1), "Factory", "138", 200, "a.pdf"
)


def case(*entries, notice=NOTICE, evidence=(PROOF,), **more):
    values = {
        "id": 1, "kind": NoticeKind.ACCOUNT, "form": ReplyForm.PLAN, "state": AmazonState.DRAFT,
        "account": "", "reference": "", "received": AT, "due": None, "due_words": "",
        "verdict_hours": None, "added": (), "submissions": (), "steps": (), "deadlines": (),
        "login": "li", "author": "李雷", "at": AT, "version": 1, **more,
    }  # fmt: skip
    return AmazonCase(
        notice=notice, entries=entries, evidence=tuple(evidence), subjects=subjects(notice),
        **values,
    )  # fmt: skip


WHOLE = (cause(), action(), prevention())


def found(one):
    return {each.fault for each in lint(one, TODAY)}


def faults(one, gravity):
    return [each.fault for each in lint(one, TODAY) if each.gravity is gravity]


def test_a_whole_plan_has_nothing_to_be_found():
    assert lint(case(*WHOLE), TODAY) == ()


def test_every_fault_has_a_number_of_its_own():
    assert [each.number for each in Fault] == list(range(1, len(Fault) + 1))


def test_an_empty_plan_misses_its_three_parts_and_the_evidence():
    missing = faults(case(evidence=()), Gravity.MISSING)
    assert missing == [Fault.NO_CAUSE, Fault.NO_ACTION, Fault.NO_PREVENTION, Fault.UNPROVEN]


@pytest.mark.parametrize("form", [form for form in ReplyForm if form is not ReplyForm.PLAN])
def test_a_quiz_or_a_questionnaire_needs_no_plan(form):
    assert lint(case(form=form, evidence=()), TODAY) == ()


# Causes


@pytest.mark.parametrize(
    "text",
    [
        f"The buyer of {ASIN} did not read the description, it is the buyer's fault.",
        f"Amazon is responsible for the wrong label on {ASIN}.",
        f"UPS lost all parcels of {ASIN} in that week.",
        f"{ASIN} 的问题是买家恶意投诉造成的，商品没有任何毛病。",
        f"快递延误导致 {ASIN} 迟到，跟仓库没有任何关系。",
        f"ＡＭＡＺＯＮ caused by mistake ({ASIN})",
    ],
)
def test_who_blames_others_has_no_root_cause(text):
    assert Fault.BLAME in faults(case(cause(text), *WHOLE[1:]), Gravity.MISSING)


@pytest.mark.parametrize(
    "text",
    [
        f"The carrier was late because we handed parcels of {ASIN} over after its cut-off time.",
        f"快递延误，因为我们交货晚于揽收时间（{ASIN}）。",
    ],
)
def test_who_names_the_own_part_too_is_only_asked_to_read_it_again(text):
    one = case(cause(text), *WHOLE[1:])
    assert Fault.BLAME not in faults(one, Gravity.MISSING)


@pytest.mark.parametrize(
    "text",
    [f"Our packers mixed up sizes M and L of {ASIN}.", f"我们把 {ASIN} 的尺码表写成了英寸。"],
)
def test_an_own_mistake_blames_nobody(text):
    assert Fault.BLAME not in found(case(cause(text), *WHOLE[1:]))


@pytest.mark.parametrize(
    "text",
    [
        f"Order {ORDER} was packed with the wrong size of {ASIN}.",
        f"In this order we sent {ASIN} in the wrong size to the buyer.",
        f"订单 {ORDER} 里我们把 {ASIN} 的尺码发错了。",
        f"该订单里我们把 {ASIN} 的尺码发错了。",
    ],
)
def test_only_one_order_is_spoken_of(text):
    assert Fault.ONE_ORDER in faults(case(cause(text), *WHOLE[1:]), Gravity.MISSING)


def test_two_orders_or_a_general_cause_are_no_single_order():
    two = f"Orders {ORDER} and 222-3334445-6667778 had {ASIN} in a wrong size."
    assert Fault.ONE_ORDER not in found(case(cause(two), *WHOLE[1:]))
    both = (cause(f"Order {ORDER} had {ASIN} in a wrong size."), cause(n=2))
    assert Fault.ONE_ORDER not in found(case(*both, *WHOLE[1:]))


def test_each_root_cause_is_answered_and_prevented():
    two = (cause(), cause("Labels of the two colours were mixed up by our packers.", n=2))
    unlinked = case(*two, action(), prevention())
    assert faults(unlinked, Gravity.MISSING).count(Fault.CAUSE_OPEN) == 4
    half = case(*two, action(causes=(1, 2)), prevention(causes=(2,)))
    (left,) = [each for each in lint(half, TODAY) if each.fault is Fault.CAUSE_OPEN]
    assert (left.entry, tell(left.message, left.facts)) == (1, "Nothing prevents root cause 1.")
    assert Fault.CAUSE_OPEN not in found(
        case(*two, action(causes=(1, 2)), prevention(causes=(1, 2)))
    )


@pytest.mark.parametrize(
    ("text", "gravity"),
    [
        ("The carrier was late because we handed parcels over after its cut-off.", None),
        ("快递延误是我们漏扫单号造成的。", None),
        ("We believe that the buyer is dishonest and lied to Amazon.", Gravity.LOOK),
        ("我们认为是买家恶意投诉。", Gravity.LOOK),
    ],
)
def test_the_own_part_in_the_same_clause_blames_nobody_unless_it_says_so_outright(text, gravity):
    told = lint(case(cause(f"{text} ({ASIN})"), *WHOLE[1:]), TODAY)
    assert [e.gravity for e in told if e.fault is Fault.BLAME] == ([gravity] if gravity else [])


# Words


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("We will be more careful and pay attention.", Fault.VAGUE),
        ("今后我们会更加注意，加强管理和培训。", Fault.VAGUE),
        ("This will never happen again, we guarantee it.", Fault.PROMISE),
        ("我们保证不会再发生同样的事情。", Fault.PROMISE),
        ("Please, this is our livelihood and it is unfair.", Fault.EMOTION),
        ("求求你们了，这太不公平，我们一家靠它生活。", Fault.EMOTION),
        ("As an AI language model I compared the goods.", Fault.TEMPLATE),
    ],
)
def test_what_is_often_refused_is_to_be_read_again(text, fault):
    assert fault in faults(case(*WHOLE[:2], prevention(text)), Gravity.LOOK)


@pytest.mark.parametrize(
    "slot",
    [
        "{owner}",
        "[insert date]",
        "TODO",
        "【待补充】",
        "【请填写日期】",
        "<your name>",
        "XXX",
        "待填",
    ],
)
def test_a_place_that_nobody_filled_is_missing(slot):
    assert Fault.SLOT in faults(case(cause(f"Since {slot} our chart of {ASIN} was wrong."),
                                     *WHOLE[1:]), Gravity.MISSING)  # fmt: skip


@pytest.mark.parametrize("text", ["x", "Sorry.", "已改", "尺码错了"])
def test_an_entry_that_says_nothing_is_missing(text):
    assert Fault.VAGUE in faults(case(cause(text), *WHOLE[1:]), Gravity.MISSING)


@pytest.mark.parametrize(
    ("text", "day", "gravity"),
    [
        ("We will correct the size chart of the page.", None, Gravity.MISSING),
        ("我们将会更正页面上的尺码表。", None, Gravity.MISSING),
        ("We are going to correct the size chart.", date(2026, 11, 21), Gravity.LOOK),
        ("We corrected the size chart on the page.", date(2026, 12, 1), Gravity.MISSING),
    ],
)
def test_an_action_that_is_to_come_is_no_action(text, day, gravity):
    assert Fault.TO_COME in faults(case(cause(), action(text, day=day), prevention()), gravity)


@pytest.mark.parametrize(
    "text",
    [
        "We corrected the page so that buyers will see the right size.",
        "我们已将尺码表更正为厘米，并复核了全部页面。",
        "我们重拍了图片，以便买家将会看到正确的尺码。",
    ],
)
def test_what_an_action_is_for_may_be_to_come(text):
    assert Fault.TO_COME not in found(case(cause(), action(text), prevention()))


# Days, owners, subjects, evidence


def test_days_and_owners_are_asked_for():
    bare = (action(day=None), prevention(day=None, owner="", every=""))
    missing = faults(case(cause(), *bare), Gravity.MISSING)
    assert missing.count(Fault.UNDATED) == 2
    assert missing.count(Fault.NOBODY) == 1
    assert Fault.UNDATED in faults(case(cause(), *bare), Gravity.LOOK), "how often"


def test_each_asin_and_order_is_named_and_proven():
    notice = f"ASINs {ASIN}, {OTHER}; order {ORDER}"
    told = lint(case(*WHOLE, notice=notice), TODAY)
    assert [e.subject for e in told if e.fault is Fault.UNNAMED] == [OTHER, ORDER]
    assert [e.subject for e in told if e.fault is Fault.UNPROVEN] == [OTHER, ORDER]
    general = cause(f"Our chart of {ASIN.lower()}, {OTHER} was wrong, as in {ORDER} and others.")
    proof = replace(PROOF, subjects=(ASIN, OTHER, ORDER))
    named = case(general, cause(n=2), *WHOLE[1:], notice=notice, evidence=[proof])
    assert not found(named) & {Fault.UNNAMED, Fault.UNPROVEN}


@pytest.mark.parametrize("kind", NoticeKind)
def test_the_evidence_of_each_kind_is_asked_for_and_enough(kind):
    groups = plan_words.NEEDED.get(kind, ())
    bare = faults(case(*WHOLE, kind=kind), Gravity.MISSING)
    wanted = [kinds for _, kinds in groups if EvidenceKind.LISTING not in kinds]
    assert bare.count(Fault.NO_EVIDENCE) == len(wanted)
    for choice in range(3):
        kinds = [each[min(choice, len(each) - 1)] for _, each in groups]
        proofs = [replace(INVOICE, number=n, kind=each) for n, each in enumerate(kinds, 1)]
        assert Fault.NO_EVIDENCE not in found(case(*WHOLE, kind=kind, evidence=[PROOF, *proofs]))


@pytest.mark.parametrize(
    ("more", "fault"),
    [
        ({"supplier": ""}, Fault.INVOICE_BARE),
        ({"contact": ""}, Fault.INVOICE_BARE),
        ({"quantity": None}, Fault.INVOICE_BARE),
        ({"day": None}, Fault.INVOICE_BARE),
        ({"day": TODAY - timedelta(days=366)}, Fault.INVOICE_OLD),
    ],
)
def test_an_invoice_is_whole_and_of_the_last_year(more, fault):
    assert lint(case(*WHOLE, evidence=[INVOICE]), TODAY) == ()
    last = replace(INVOICE, day=TODAY - timedelta(days=365))
    assert lint(case(*WHOLE, evidence=[last]), TODAY) == ()
    assert fault in faults(case(*WHOLE, evidence=[replace(INVOICE, **more)]), Gravity.MISSING)


def test_an_evidence_without_a_file_is_to_be_looked_at():
    assert faults(case(*WHOLE, evidence=[replace(PROOF, file="")]), Gravity.LOOK) == [Fault.NO_FILE]


@pytest.mark.parametrize("kind", plan_words.MEASURES)
def test_what_the_manual_has_in_such_a_plan_is_pointed_out(kind):
    measures = plan_words.MEASURES[kind]
    silent = case(cause(f"We mixed things up with {ASIN}."), action("We sorted it out with them."),
                  prevention("Somebody sees to it every week."), kind=kind)  # fmt: skip
    assert faults(silent, Gravity.LOOK).count(Fault.MEASURE) == len(measures)
    for language in (0, -1):
        words = " ".join(some[language].rstrip("*") for _, _, some in measures)
        told = case(*silent.entries[:2], prevention(f"Every week: {words}"), kind=kind)
        assert Fault.MEASURE not in found(told)


# Sending


def sent(answer=None, text=None, n=1):
    return Submission(n, AT, text or sent_text(case(*WHOLE)), 0, "李雷", answer)


def test_a_second_one_before_the_answer_is_warned_of():
    waits = case(*WHOLE, state=AmazonState.SUBMITTED, submissions=(sent(),))
    assert found(waits) == {Fault.AGAIN}
    assert Fault.AGAIN not in found(replace(waits, submissions=(sent(AmazonState.REFUSED),)))


@pytest.mark.parametrize("form", ReplyForm)
def test_a_deadline_that_the_notice_tells_and_nobody_put_in_is_pointed_out(form):
    notice = f"{NOTICE} Answer within 72 hours."
    bare = case(*WHOLE, notice=notice, form=form)
    assert found(bare) == {Fault.DEADLINE}
    assert found(replace(bare, due=AT)) == set()
    assert found(replace(bare, state=AmazonState.REFUSED)) == set()


def test_nearly_the_same_text_after_a_refusal_is_warned_of():
    refused = (sent(AmazonState.REFUSED),)
    same = case(*WHOLE, state=AmazonState.REFUSED, submissions=refused)
    assert found(same) == {Fault.SAME_TEXT}
    more = cause(
        "Besides, the two factories use moulds of different years: we never compared.", n=2
    )
    both = case(WHOLE[0], more, action(causes=(1, 2)), prevention(causes=(1, 2)),
                state=AmazonState.REFUSED, submissions=refused)  # fmt: skip
    assert found(both) == set()


def test_a_long_plan_is_to_be_shortened():
    assert found(case(cause("Our chart was wrong. " * 400 + ASIN), *WHOLE[1:])) == {Fault.LENGTH}


@given(st.text(max_size=300), st.text(max_size=300))
def test_what_was_said_before_is_a_part(one, other):
    assert 0.0 <= said_before(one, other) <= 1.0
    assert said_before(one, one) in (0.0, 1.0)
    assert said_before(one, one + other) in (0.0, 1.0) or "\n" in one + other


TEXTS = st.text(alphabet=st.sampled_from("aB0 1-.，买家将会{[xX\n我"), max_size=80)


@given(st.lists(st.tuples(st.sampled_from(list(Section)), TEXTS), max_size=6), TEXTS)
def test_any_plan_can_be_checked_and_what_is_missing_stands_first(written, notice):
    entries = [PlanEntry(section, n, text) for n, (section, text) in enumerate(written, 1)]
    told = lint(case(*entries, notice=notice), TODAY)
    gravities = [each.gravity for each in told]
    assert gravities == sorted(gravities, key=[Gravity.MISSING, Gravity.LOOK].index)
    for section, fault in ((CAUSE, Fault.NO_CAUSE), (ACTION, Fault.NO_ACTION)):
        there = any(each.section is section for each in entries)
        assert there is (fault not in {each.fault for each in told})
    for each in told:
        assert "{" not in tell(each.message, dict.fromkeys(each.facts, "."))


@given(st.sets(st.sampled_from(list(Section))))
def test_taking_something_out_of_a_whole_plan_is_always_noticed(gone):
    left = [each for each in WHOLE if each.section not in gone]
    told = Checked(case(*left), lint(case(*left), TODAY))
    assert bool(told.missing) is bool(gone)
    assert (INCOMPLETE in document(told)) is bool(gone)


# The document


def checked(one):
    return Checked(one, lint(one, TODAY))


def test_the_document_names_what_is_missing_and_what_is_there():
    told = document(checked(case(cause(), evidence=[INVOICE])))
    assert told.startswith(f"**{INCOMPLETE}**\n\n- 02 No action")
    for words in ("## 1. Root cause", "1. Our size chart", f"### {ASIN}", "Invoice 88",
                  "2026-06-01; Factory; 138; 200 pieces; a.pdf"):  # fmt: skip
        assert words in told
    assert INCOMPLETE not in sent_text(case(cause()))


def test_headings_are_in_the_language_of_the_plan():
    use_language("zh")
    assert "## 2. Actions taken" in document(checked(case(*WHOLE)))
    use_language("en")
    chinese = [replace(each, text="我们核对了全部页面和库存商品") for each in WHOLE]
    assert "## 2. 已采取的措施" in document(checked(case(*chinese)))


@pytest.mark.parametrize("text", CASES)
def test_hostile_text_is_harmless_in_the_document_and_in_what_is_found(text):
    dirty = [replace(each, text=f"x {text}"[:4_000], owner=text[:99]) for each in WHOLE]
    proof = replace(INVOICE, title=text[:99] or "x", supplier=text[:99], file=text[:50])
    one = case(*dirty, notice=text, evidence=[proof], account=text[:99])
    told = checked(one)
    assert forbidden(document(told)) == []
    for each in told.findings:
        assert forbidden(tell(each.message, each.facts), lines=False) == []


@pytest.mark.parametrize(
    "line",
    ["~~~", "```", "***", "___", "- - -", "* * *", "---", "--", "===", "> x", "## x", "  ***",
     "<script>x()</script>", "\\<b>", "x <!-- y", "</div>"],
)  # fmt: skip
def test_a_line_of_a_text_is_no_markup_of_the_document(line):
    from markdown_it import MarkdownIt

    told = document(checked(case(cause(f"Ours\n\n{line}\n\nand more"), *WHOLE[1:])))
    marked = "\n".join(told.partition("## 1. Root cause")[2].partition("## 2.")[0].splitlines())
    kinds = {each.type for each in MarkdownIt().parse(marked)}
    inline = {child.type for each in MarkdownIt().parse(marked) for child in each.children or ()}
    assert not kinds & {"hr", "fence", "html_block", "blockquote_open", "heading_open"}
    assert "html_inline" not in inline


def test_lists_in_a_text_stay_lists():
    told = document(checked(case(cause("Ours\n- one\n* two <3"), *WHOLE[1:])))
    assert "   - one\n   * two <3\n" in told


def test_a_heading_in_a_text_is_no_heading_of_the_document():
    told = document(checked(case(cause("# Ours\n## 3. Preventive actions"), *WHOLE[1:])))
    assert told.count("\n## 3. Preventive actions") == 1


def test_long_hostile_texts_are_checked_at_once():
    for payload in (*PAYLOADS, "b0" * 10_000, "{" * 4_000, "[insert " * 500, "我们 " * 1_300):
        lint(case(cause(payload[:4_000]), *WHOLE[1:], notice=payload[:20_000]), TODAY)
