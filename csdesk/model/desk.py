"""Who acts, and what the desk's owner has set."""

from __future__ import annotations

from dataclasses import dataclass, field

from csdesk.model.backups import BackupSettings
from csdesk.model.policy import PolicyWords
from csdesk.model.privacy import PrivacySettings
from csdesk.model.purge import PurgeSettings
from csdesk.model.review import ReviewSettings
from csdesk.model.shifts import ShiftSettings
from csdesk.model.urging import UrgingSettings
from csdesk.model.wording import HintRule, Template


@dataclass(frozen=True, slots=True)
class Actor:
    """The person in whose name a change is made."""

    login: str
    name: str
    code: str
    """Short agent code shown beside remarks."""
    roles: frozenset[str]
    shift: str = ""
    """Code of the kind of the shift that they work in; empty outside shifts."""
    session: str = ""
    """Id of the session in which they act (``model.sessions``); empty for the importer."""


_MARKS = ("RE", "OSP", "G")
"""What the numbers of re-shipped, split and gift orders start with (design §5)."""


def is_site(code: str) -> bool:
    """Whether desk numbers of a site with this code can be told from derived numbers.

    Two to four capitals. ``RETB…`` would be an order of the site ``RETB``, or one of ``TB`` sent
    again.
    """
    if not (code.isascii() and code.isalpha() and code.isupper() and 2 <= len(code) <= 4):
        return False
    return code not in _MARKS and not (code.startswith("RE") and is_site(code[2:]))


@dataclass(frozen=True, slots=True)
class ShopSettings:
    """One shop of desk.toml; a file that names no shop belongs to the only one of its site."""

    site: str
    name: str


@dataclass(frozen=True, slots=True)
class PeopleSettings:
    """How people sit down at the desk and get up (W1, W16)."""

    sign_in: bool = False
    """Whether whoever opens the screens says who they are, by name and PIN."""
    lock_minutes: float = 5.0
    """Without a key for so long the screen is hidden; 0 for never."""
    exit_minutes: float = 30.0
    """Hidden for so long the session ends where a PIN brings it back; 0 for never."""


@dataclass(frozen=True, slots=True)
class DeskSettings:
    """desk.toml, read and checked; every value has a default."""

    zone: str = "Asia/Shanghai"
    lang: str = ""
    """``zh``, ``en`` or empty for the locale's."""
    theme: str = "dark"
    shops: tuple[ShopSettings, ...] = ()
    flag_words: dict[str, str] = field(default_factory=dict)
    """Flag colour -> the shop's word for it (F26)."""
    blacklist_reasons: tuple[str, ...] = ()
    """Why a customer may be put on the blacklist, by number (S9); empty for the manual's two."""
    templates: tuple[Template, ...] = ()
    """For remarks, by tab and number (F27); a tab without any has the usual ones."""
    hints: tuple[HintRule, ...] | None = None
    """On the wording of remarks (I7); None for the usual ones."""
    clipboard: bool = True
    """Whether copies go to the terminal's clipboard; else they are files in exports/."""
    review: ReviewSettings = field(default_factory=ReviewSettings)
    """What is checked before an order may be shipped."""
    reship_reasons: tuple[str, ...] = ()
    """Why something may be sent again, by number (S12); empty for the usual ones."""
    stuck_hours: float = 24.0
    """How long orders made from others may wait before they count as stuck (I8)."""
    urging: UrgingSettings = field(default_factory=UrgingSettings)
    """How often and when buyers are urged to pay (F17)."""
    policy: PolicyWords = field(default_factory=PolicyWords)
    """What nobody may write to a buyer about reviews (F23)."""
    shifts: ShiftSettings = field(default_factory=ShiftSettings)
    """Kinds of shifts, and when they may be handed over (design §8)."""
    people: PeopleSettings = field(default_factory=PeopleSettings)
    """Signing in, and what happens when nobody is at the keys."""
    backups: BackupSettings = field(default_factory=BackupSettings)
    """How long backups are kept."""
    purge: PurgeSettings = field(default_factory=PurgeSettings)
    """How long buyers' personal data are kept."""
    privacy: PrivacySettings = field(default_factory=PrivacySettings)
    """What is masked, and what revealing and exporting take (F71)."""
    keys: dict[str, str] = field(default_factory=dict)
    """Command id -> keys, checked against the command table."""
    profiles: tuple[dict[str, object], ...] = ()
    """Profiles written by the shop itself, in the form of the packaged ones."""
    size_limit_mb: int = 50
    """Largest file that is read."""
    scan_seconds: float = 30.0
    quiet_seconds: float = 2.0
    """How long a file must have stopped changing before it is read."""
    poll: bool = False
    """Poll the inbox even where inotify exists (network folders)."""
