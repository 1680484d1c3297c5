"""What sshd really does for the account: other files of its settings may say otherwise."""

from __future__ import annotations

from dataclasses import dataclass
from fnmatch import fnmatchcase

from csdesk.box.layout import Box
from csdesk.box.pieces import SOUND, Finding, Part, State, call
from csdesk.box.system import RUNNING, SSHD_RUN
from csdesk.model.errors import Refused
from csdesk.words import _

WANTED = {
    "authorizedkeysfile": "none",
    "authorizedprincipalsfile": "none",
    "trustedusercakeys": "none",
    "authenticationmethods": "publickey",
    "pubkeyauthentication": "yes",
    "passwordauthentication": "no",
    "kbdinteractiveauthentication": "no",
    "hostbasedauthentication": "no",
    "disableforwarding": "yes",
    "allowtcpforwarding": "no",
    "allowstreamlocalforwarding": "no",
    "allowagentforwarding": "no",
    "x11forwarding": "no",
    "permittunnel": "no",
    "permittty": "yes",
    "permituserrc": "no",
    "permituserenvironment": "no",
    "forcecommand": "none",
    "chrootdirectory": "none",
    "maxstartups": "60:30:200",
}
"""As ``sshd -T`` prints it for the account."""


@dataclass(frozen=True, slots=True)
class Sshd:
    """The settings that count when the account signs in, whichever file they come from."""

    part: Part
    box: Box

    def told(self) -> str:
        """What is asked of sshd."""
        return _("sshd lets {account} into the desk only").format(account=self.box.account)

    def look(self) -> Finding:
        """Whether sshd, asked for the account, answers what the box needs."""
        try:
            _prepare()
            answer = call(
                "sshd", "-T", "-C",
                f"user={self.box.account},host=localhost,addr=127.0.0.1",
            )  # fmt: skip
        except (Refused, PermissionError) as fault:
            told = _("sshd cannot be asked: {cause}").format(cause=fault)
            return Finding(State.UNKNOWN, told)
        told = amiss(answer, self.box)
        return Finding(State.OTHER, told) if told else SOUND

    def shown(self) -> list[str]:
        """The command, after which sshd reads its settings anew."""
        return ["systemctl reload-or-restart ssh"]

    def make(self) -> None:
        """Have sshd read its settings anew.

        Raises:
            Refused: other settings stand against those of the box; a person must look at them.
        """
        found = self.look()
        if found.state is State.OTHER:
            raise Refused(
                "Settings of sshd elsewhere stand against those of the box: {cause}. Look through"
                " /etc/ssh/sshd_config, which must begin with"
                " `Include /etc/ssh/sshd_config.d/*.conf`, then run this again.",
                cause=found.detail,
            )
        reload()


def amiss(answer: str, box: Box) -> str:
    """What of sshd's answer is not as the box needs it; empty where all is.

    Args:
        answer: of ``sshd -T`` for the account.
        box: the box.
    """
    found: dict[str, list[str]] = {}
    for line in answer.splitlines():
        word, _space, value = line.partition(" ")
        found.setdefault(word, []).append(value)
    wanted = WANTED | {
        "authorizedkeyscommand": f"{box.keys} %f",
        "authorizedkeyscommanduser": box.account,
    }
    told = []
    for word, value in wanted.items():
        # What an older sshd does not know it does not print, and does not do.
        now = found.get(word, [value if word not in _TELLING else ""])[0]
        if now != value:
            told.append(_("{setting} is {found}, should be {wanted}").format(
                setting=word, found=now or "-", wanted=value))  # fmt: skip
    allowed = found.get("allowusers", [])
    if allowed and not _named(box.account, allowed):
        told.append(_("AllowUsers does not name {account}").format(account=box.account))
    if _named(box.account, found.get("denyusers", [])):
        told.append(_("DenyUsers names {account}").format(account=box.account))
    groups = found.get("allowgroups", [])
    if groups and not _named(box.account, groups):
        told.append(_("AllowGroups does not name {account}").format(account=box.account))
    return "; ".join(told)


def _named(name: str, patterns: list[str]) -> bool:
    """Whether one of sshd's patterns, perhaps with a computer behind ``@``, stands for a name."""
    return any(fnmatchcase(name, pattern.partition("@")[0]) for pattern in patterns)


_TELLING = ("authorizedkeyscommand", "authorizedkeysfile", "disableforwarding")
"""Settings without which nothing is as it should be."""


def check() -> None:
    """Have sshd read all its settings.

    Raises:
        Refused: it cannot, and would not start again.
    """
    _prepare()
    call("sshd", "-t")


def _prepare() -> None:
    """Make the folder that sshd needs to check its settings, where it does not run yet."""
    if not SSHD_RUN.is_dir():
        SSHD_RUN.mkdir()
        SSHD_RUN.chmod(0o755)


def reload() -> None:
    """Have sshd read its settings anew, where systemd runs it."""
    if RUNNING.is_dir():
        call("systemctl", "reload-or-restart", "ssh")
