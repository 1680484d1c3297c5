"""Who is called in a remark: ``@李雷 看一下``, ``@li, please``, ``@shipping``, ``@发货`` (F32)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from csdesk.model.desk import Actor
from csdesk.model.roles import Role
from csdesk.rules.folding import fold

ROLES: Mapping[Role, tuple[str, ...]] = {
    Role.AGENT: ("agent", "agents", "客服"),
    Role.LEAD: ("lead", "leads", "主管"),
    Role.FINANCE: ("finance", "财务"),
    Role.SHIPPING: ("shipping", "发货", "发货部"),
    Role.PURCHASING: ("purchasing", "采购"),
    Role.MARKET: ("market", "市场"),
    Role.ADMIN: ("admin", "管理员"),
}
"""What calls everybody who works as something."""

_at = re.compile(r"(?<![0-9a-z._%+*-])@").finditer
_word = re.compile(r"[0-9a-z][0-9a-z._-]*").match
_any_name = re.compile(r"[\w.-]{1,24}").match


def handles(people: Iterable[Actor]) -> dict[str, frozenset[str]]:
    """What calls whom: folded login, name or role -> logins."""
    found: dict[str, set[str]] = {}
    for each in people:
        own = [each.login, each.name, each.name.replace(" ", "")]
        for role, words in ROLES.items():
            if role in each.roles:
                own += words
        for word in own:
            if word.strip():
                found.setdefault(fold(word), set()).add(each.login)
    return {word: frozenset(logins) for word, logins in found.items()}


def mentioned(text: str, known: Mapping[str, frozenset[str]]) -> tuple[frozenset[str], list[str]]:
    """Who is called in a text.

    Chinese has no blank behind a name, so the longest known name that follows the sign is taken;
    a name in letters ends where the word ends. An e-mail address calls nobody.

    Args:
        text: of a remark.
        known: from ``handles``.

    Returns:
        Logins; and the words behind a sign that call nobody.
    """
    folded = fold(text)
    logins: set[str] = set()
    nobody: list[str] = []
    by_length = sorted(known, key=len, reverse=True)
    for sign in _at(folded):
        rest = folded[sign.end() :]
        word = _word(rest)
        name = next((each for each in by_length if _stands(each, rest, word)), None)
        if name is not None:
            logins |= known[name]
        elif unknown := (word or _any_name(rest)):
            nobody.append(unknown[0])
    return frozenset(logins), nobody


def _stands(name: str, rest: str, word: re.Match[str] | None) -> bool:
    if not rest.startswith(name):
        return False
    ends_in_word = word is not None and name.isascii() and " " not in name
    return not ends_in_word or word is None or name == word[0].rstrip(".-_")
