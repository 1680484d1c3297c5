"""Amazon's notices of a demo desk and what colleagues have written about them. All is invented."""

from __future__ import annotations

from dataclasses import dataclass

from csdesk.sample.shift import CHEN, LI, Colleague


@dataclass(frozen=True, slots=True)
class Written:
    """An entry of a plan of action."""

    section: str
    text: str
    day: str | None = None
    owner: str | None = None


@dataclass(frozen=True, slots=True)
class Proof:
    """An evidence."""

    kind: str
    title: str
    about: str


@dataclass(frozen=True, slots=True)
class Notice:
    """A notice, and how far it has been answered."""

    who: Colleague
    kind: str
    account: str
    reference: str
    text: str
    hours: int
    """Since it came."""
    due: str = ""
    """By when Amazon wants an answer; empty where it does not say."""
    plan: tuple[Written, ...] = ()
    proofs: tuple[Proof, ...] = ()
    sent: int = 0
    """Hours since somebody sent the plan as it is; 0 where nobody did."""


NOTICES = (
    Notice(
        LI,
        "quality",
        "US",
        "14700218931",
        "Hello,\n\nWe removed your listings because customers told us that the items were not as"
        " described.\n\nASIN: B0CSDESK01, SKU 1098-RED-M\nASIN: B0CSDESK02, SKU 1122-BLACK-L\n"
        "\nTo sell these products again, send us a plan of action within 72 hours.",
        hours=30,
        due="72h",
        plan=(
            Written(
                "cause",
                "The size chart on the page of B0CSDESK01 was in inches, while our goods are cut"
                " in centimetres: buyers got dresses one size too small.",
            ),
            Written(
                "action",
                "We corrected the size chart on the page and looked through the 38 pieces that"
                " were in stock.",
                "today",
            ),
            Written(
                "prevention",
                "Each new page is compared with a measured sample.",
                "tomorrow",
                "陈姐",
            ),
        ),
        proofs=(Proof("inspection", "Record of the inspection of 38 pieces", "B0CSDESK01"),),
    ),
    Notice(
        CHEN,
        "late",
        "UK",
        "",
        "Your late shipment rate was 6.2% in the last 30 days; the target is under 4%. Please"
        " submit a plan of action.",
        hours=60,
        plan=(
            Written("cause", "The carrier was late because of the holiday."),
            Written("action", "We will set the handling time to three days."),
        ),
        sent=52,
    ),
)
