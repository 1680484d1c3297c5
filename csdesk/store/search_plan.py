"""From an understood query to what the store is asked: an index expression and conditions.

Every part of a query gives up to two things: an expression over tokens, which the index answers
without looking at a row, and a condition on the row for what tokens alone cannot tell (that two
neighbours of tokens stand side by side, that a day is past). A part whose tokens tell all has no
condition, so most questions never touch a row that they do not show.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from csdesk.model.errors import NotUnderstood
from csdesk.model.sight import MASKED, Sight
from csdesk.model.sorting import Sort
from csdesk.model.status import MUST_LEAVE, Flag, OrderStatus, PaymentStatus
from csdesk.rules.folding import facet, fold, squeeze
from csdesk.rules.numbers import key_at
from csdesk.rules.search_language import Fact, Filter, Query
from csdesk.rules.search_words import NO_FLAG, PAID, SITES, SOON
from csdesk.store.search_checks import (
    TEXT_COLUMNS,
    Check,
    all_of,
    any_of,
    equals,
    no,
    stands_in,
    withholds,
)
from csdesk.store.sqlite.fulltext import both, either, token, without

_TOO_COMMON = 0.1
_TELLING_GRAMS, _ENOUGH_GRAMS = 2, 4

_EVERY_WORD: Mapping[str, Sequence[str]] = {
    "status": tuple(OrderStatus),
    "pay": tuple(PaymentStatus),
    "flag": (*filter(None, Flag), NO_FLAG),
}
_EVERY_ORDER = tuple(token(facet("status", status)) for status in OrderStatus)


@dataclass(frozen=True, slots=True)
class Plan:
    """What to ask the store."""

    expression: str
    """Of the index; empty where the rows are walked."""
    checks: tuple[Check, ...]
    """Of the rows of ``orders``."""
    low: int | None
    """Smallest key, by ``after:``."""
    high: int | None
    """The key after the largest, by ``before:``."""
    nothing: bool = False
    """No order can match."""
    walked: bool = False
    """The rows are few and have an index of their own."""
    undone: bool = False
    """Rows are walked among which are orders that were taken back; tokens leave these out."""


@dataclass(frozen=True, slots=True)
class Known:
    """What the store says of itself before a search."""

    shares: Callable[[], Mapping[str, float]]
    """Token -> part of the orders that have it; a token that is not there is rare. Called only
    where a query has several tokens to choose from."""
    hidden: tuple[int, ...]
    """Batches whose orders are not there yet."""
    shops: Callable[[], Sequence[tuple[int, str, str]]]
    """Id, site and name of every shop; called only where a query names one."""
    now: int
    """Epoch seconds, for ``is:late``."""
    undone: bool = False
    """Whether any order was taken back."""
    seen: Sight = MASKED
    """How who asks sees buyers."""


@dataclass(frozen=True, slots=True)
class _Part:
    """One requirement."""

    expression: str
    """Orders that may meet it; empty where tokens cannot tell."""
    exact: bool
    """Whether they all do."""
    check: Check
    """The same requirement on a row."""


_NOTHING = _Part("", True, Check("nothing"))
"""No order meets it."""


def plan(query: Query, known: Known) -> Plan:
    """Decide how to answer a query.

    Raises:
        NotUnderstood: it names a shop or site that there is none of.
    """
    maker = _Maker(known)
    words = [maker.text("", word) for word in query.words]
    filters = [_complement(each) if each.negated else each for each in query.filters]
    wanted = [*words, *(maker.filter(each) for each in filters if not each.negated)]
    unwanted = [maker.filter(each) for each in filters if each.negated]
    low = None if query.since is None else key_at(query.since)
    high = None if query.until is None else key_at(query.until)
    hidden = (Check("hidden", known.hidden),) if known.hidden else ()
    if _walks(query):
        checks = [part.check for part in wanted] + [no(part.check) for part in unwanted]
        return Plan("", (*checks, *hidden), low, high, walked=True, undone=known.undone)
    found = [part.expression for part in wanted if part.expression]
    left_out = [part.expression for part in unwanted if part.exact and part.expression]
    checks = [part.check for part in wanted if not part.exact]
    checks += [no(part.check) for part in unwanted if not part.exact]
    nothing = any(part.exact and not part.expression for part in wanted)
    if not found and not left_out:
        return Plan("", (*checks, *hidden), low, high, nothing, undone=known.undone)
    left_out += [token(facet("batch", str(batch))) for batch in known.hidden]
    expression = without(both(found or [either(_EVERY_ORDER)]), left_out)
    return Plan(expression, tuple(checks), low, high, nothing)


def _complement(asked: Filter) -> Filter:
    """Not closed and not shipped is: one of the other statuses, which are fewer orders to read."""
    facts = [fact for facts in asked.any_of for fact in facts if len(facts) == 1]
    words = _EVERY_WORD.get(facts[0][0], ()) if facts else ()
    if len(facts) < len(asked.any_of) or not words or {f[0] for f in facts} != {facts[0][0]}:
        return asked
    others = [word for word in words if (facts[0][0], word) not in facts]
    return Filter(tuple(((facts[0][0], word),) for word in others), False, asked.typed)


def _walks(query: Query) -> bool:
    """Whether the rows of few orders are walked, by an index of their own.

    Those of one buyer, those that are late or soon will be, and those that stand by the day they
    must leave.
    """
    asked = [each for each in query.filters if not each.negated]
    if any(fact[0] == "buyer" for each in asked for facts in each.any_of for fact in facts):
        return True
    if query.sort is Sort.DUE:
        return not query.words
    walked = [[((("is", each),),)] for each in ("late", "soon")]
    return not query.words and [each.any_of for each in query.filters] in walked


class _Maker:
    """Makes the parts of one query."""

    def __init__(self, known: Known) -> None:
        self._known = known

    def filter(self, asked: Filter) -> _Part:
        choices = [[self._fact(fact, asked.typed) for fact in facts] for facts in asked.any_of]
        expressions = [both([p.expression for p in parts if p.expression]) for parts in choices
                       if any(p.expression for p in parts)]  # fmt: skip
        exact = all(part.exact for parts in choices for part in parts)
        told = len(expressions) == len(choices) or exact
        return _Part(
            either(expressions) if expressions and told else "",
            exact,
            any_of([all_of([part.check for part in parts]) for parts in choices]),
        )

    def _fact(self, fact: Fact, typed: str) -> _Part:
        field, value = fact
        if field in TEXT_COLUMNS:
            return self.text(field, value)
        if field in ("site", "shop"):
            return self._shops(field, value, typed)
        if field == "is":
            return self._state(value)
        if field == "buyer":
            return _Part("", False, equals(field, value))
        return _Part(token(facet(field, value)), True, equals(field, value))

    def text(self, field: str, fragment: str) -> _Part:
        from csdesk.rules.grams import sought, whole

        asked = sought(fragment, field)
        if asked is None:
            return _NOTHING
        seen = self._known.seen
        behind = 2 if seen.clear else 1
        forms = [list(filter(None, places[:behind])) for places in asked.tokens]
        ways = []
        if asked.one_will_do:
            ways += [either([token(each) for form in forms for each in form])] if any(forms) else []
        elif all(forms):
            rarest = self._rarest(forms)
            ways.append(both([either([token(each) for each in form]) for form in rarest]))
        exact = asked.exact and bool(ways) and not withholds(field, seen)
        if not seen.clear and any(hidden for _, hidden in asked.tokens):
            ways.append(token(whole(squeeze(fragment))))
        return _Part(either(ways), exact, stands_in(field, fragment, seen))

    def _rarest(self, forms: Sequence[Sequence[str]]) -> Sequence[Sequence[str]]:
        """The few tokens that tell most; beside two of them, what many orders have tells little.

        Args:
            forms: of each token the forms that will do.
        """
        if len(forms) <= _TELLING_GRAMS:
            return forms
        shares = self._known.shares()

        def share(form: Sequence[str]) -> float:
            return sum(shares.get(each, 0.0) for each in form)

        ordered = sorted(forms, key=share)
        telling = [form for form in ordered if share(form) <= _TOO_COMMON]
        if len(telling) < _TELLING_GRAMS:
            return ordered[:_TELLING_GRAMS]
        if len(telling) <= _ENOUGH_GRAMS:
            return telling
        # Neighbours share most of their letters, so both ends tell more than the rarest four.
        first, *middle, last = (form for form in forms if form in telling)
        unknown = [form for form in middle if not share(form)]
        if len(unknown) > 2:
            return [first, unknown[len(unknown) // 3], unknown[len(unknown) * 2 // 3], last]
        return [first, *sorted(middle, key=share)[:2], last]

    def _shops(self, field: str, value: str, typed: str) -> _Part:
        shops = self._known.shops()
        if field == "site":
            ids = [shop for shop, site, _ in shops if fold(site) == fold(value)]
        else:
            ids = [shop for shop, _, name in shops if fold(value) in fold(name)]
        if not ids and shops and value not in [site.name for site in SITES]:
            raise NotUnderstood(
                "There is no {field} of that name in {word}. Known: {allowed}.",
                field=field,
                word=typed,
                allowed=list(
                    dict.fromkeys(site if field == "site" else name for _, site, name in shops)
                ),
            )
        if not ids:
            return _NOTHING
        return _Part(
            either([token(facet("shop", str(shop))) for shop in ids]),
            True,
            any_of([Check("shop", (shop,)) for shop in ids]),
        )

    def _state(self, value: str) -> _Part:
        if value == "waiting":
            return _NOTHING
        if value in ("late", "soon", "due"):
            unshipped = either([token(facet("status", status)) for status in MUST_LEAVE])
            now = self._known.now
            bounds = {"late": (now,), "soon": (now, now + SOON), "due": ()}[value]
            return _Part(unshipped, False, Check(value, bounds))
        if value == "held":
            held = OrderStatus.HELD
            return _Part(token(facet("status", held)), True, equals("status", held))
        if value == "paid":
            return _Part(
                either([token(facet("pay", each)) for each in PAID]),
                True,
                any_of([equals("pay", each) for each in PAID]),
            )
        return _Part(token(facet("is", value)), True, Check(value))
