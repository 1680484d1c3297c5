"""Templates and hints for whoever writes a remark (F27, I7)."""

from __future__ import annotations

from csdesk.model.desk import Actor
from csdesk.model.orders import OrderDetail
from csdesk.model.settings import DeskSettings, Template
from csdesk.model.status import Tab
from csdesk.model.wording import Hint
from csdesk.rules import hints, mentions, templates
from csdesk.rules.masking import masked
from csdesk.rules.typed_numbers import typed_number
from csdesk.store import order_detail, people
from csdesk.store.engine import Store
from csdesk.store.lookup import order_named
from csdesk.words import N_, amount


class Wording:
    """Suggestions: nothing here keeps anybody from saving a remark."""

    def __init__(self, store: Store, settings: DeskSettings, actor: Actor) -> None:
        self._store = store
        self._settings = settings
        self._actor = actor

    def templates(self, tab: Tab, number: str, *, chinese: bool) -> tuple[Template, ...]:
        """The templates of a tab, with the slots filled that the order itself answers.

        Args:
            tab: where the remark will stand.
            number: any number of the order, imported or not.
            chinese: have the usual ones in Chinese.
        """
        with self._store.read() as c:
            named = order_named(c, typed_number(number))
            detail = order_detail.detail(c, named.id) if named else None
        facts = _facts(detail) if detail else {}
        return tuple(
            Template(each.tab, each.number, templates.filled(each.text, facts))
            for each in templates.of_tab(self._settings.templates, tab, chinese=chinese)
        )

    def slots(self, text: str) -> tuple[str, ...]:
        """Names of the slots of templates that stand in a text unfilled."""
        return templates.empty_slots(text, self._settings.templates)

    def hints(self, tab: Tab, text: str) -> tuple[Hint, ...]:
        """What looks wrong in a remark: words of another tab, what is missing, unknown names.

        Nothing while a slot is empty: then it cannot be saved anyway.

        Args:
            tab: where it would stand.
            text: as it would be saved.
        """
        if self.slots(text):
            return ()
        rules = hints.DEFAULTS if self._settings.hints is None else self._settings.hints
        found = hints.hints(text, tab, rules)
        if "@" in text or "＠" in text:
            with self._store.read() as c:
                known = mentions.handles(people.everyone(c))
            nobody = mentions.mentioned(text, known)[1]
            told = N_("Nobody is called @{name}.")
            found += tuple(Hint(told, {"name": each}) for each in dict.fromkeys(nobody))
        return found


def _facts(detail: OrderDetail) -> dict[str, str]:
    """What an order answers by itself, by the names of slots in both languages."""
    row = detail.row
    sku = detail.lines[0].sku if len(detail.lines) == 1 else ""
    told = (
        (("account", "账户"), masked("account", row.account)),
        (("order", "订单号"), row.order_no),
        (("market no", "淘宝单号"), row.market_no),
        (("name", "姓名"), row.name),
        (("item", "原货号"), sku),
        (("total", "总额"), amount(row.total, row.currency) if row.total is not None else ""),
        (("tracking", "单号"), row.tracking_no),
    )
    return {name: value for names, value in told if value for name in names}
