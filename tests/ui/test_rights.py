"""Who may not do something is told so at the key, before anything is asked, in both languages."""

from __future__ import annotations

import json

import pytest
from sqlalchemy import insert

from csdesk.commands import BY_ID
from csdesk.commands import COMMANDS as TABLE
from csdesk.model.errors import NotAllowed
from csdesk.model.roles import Action
from csdesk.rules.permissions import ALLOWED, may, who_may
from csdesk.services.acting import Acting, as_known
from csdesk.services.people import People
from csdesk.store import columns
from csdesk.ui.screens.choosing import Choosing
from csdesk.ui.screens.help import HelpScreen
from csdesk.ui.screens.order import OrderScreen
from csdesk.ui.screens.palette import PaletteScreen
from csdesk.ui.screens.pieces import PiecesDialog
from csdesk.ui.screens.remark_editor import RemarkEditor
from csdesk.ui.screens.search import SearchScreen
from csdesk.words import _, named
from tests.services.desks import person
from tests.ui.conftest import press, screen_text, session, until
from tests.ui.order_sample import NUMBER, whole_order

VIEWER = person("eye", "Eye", roles=("viewer",))
SHIPPER = person("zhou", "周发", roles=("shipping",))
LANGUAGES = pytest.mark.parametrize("lang", ["en", "zh"])

KEYS = {
    "a": Action.REVIEW, "p": Action.REVIEW, "h": Action.REVIEW,
    "e": Action.EDIT, "E": Action.EDIT, "f": Action.EDIT,
    "x": Action.EDIT, "R": Action.EDIT, "G": Action.EDIT,
    "s": Action.ASK, "b": Action.BLACKLIST, "A": Action.CASE, "T": Action.PROMISE,
    "n": Action.REMARK, "t": Action.REMARK, "enter": Action.REMARK,
}  # fmt: skip
"""Keys of an order that ask something before they change it, and what that needs a right for."""

COMMANDS = {"price": Action.ASK, "ask a lead": Action.ASK, "has left": Action.SHIP}
"""The same, of the palette."""


async def open_order(pilot):
    await press(pilot, "enter")
    await until(pilot, lambda: isinstance(pilot.app.screen, OrderScreen))
    await until(pilot, lambda: pilot.app.screen.answered)


def refused(orders):
    """What was refused: who, what, and of which order."""
    return [
        (each["actor"], json.loads(each["after"])["action"], each["order_no"])
        for each in orders.events()
        if each["kind"] == "refused"
    ]


@pytest.fixture
def order(orders):
    """An order with a remark under the cursor; nobody has a conflict to settle."""
    whole_order(orders)
    orders.service(People, person("boss", "老板")).ensure()
    orders.service(People, person("boss")).add("eye", "Eye", ["viewer"])
    orders.service(People, person("boss")).add("zhou", "周发", ["shipping"])
    return orders


@LANGUAGES
async def test_the_keys_of_an_order_say_who_may_before_they_ask(order, folder, lang):
    async with session(folder, actor=VIEWER, lang=lang, size=(140, 40)) as pilot:
        await open_order(pilot)
        for n, (key, action) in enumerate(KEYS.items(), 1):
            await press(pilot, "1", key)
            await until(pilot, lambda n=n: len(refused(order)) == n)
            words = named(who_may(action)[0])
            await until(pilot, lambda words=words: words in screen_text(pilot.app))
            assert isinstance(pilot.app.screen, OrderScreen), key
    assert refused(order) == [("eye", action, NUMBER) for action in KEYS.values()]


@LANGUAGES
async def test_commands_of_the_palette_say_who_may_before_they_ask(order, folder, lang):
    async with session(folder, actor=VIEWER, lang=lang) as pilot:
        await open_order(pilot)
        for n, name in enumerate(COMMANDS, 1):
            await press(pilot, ":")
            await until(pilot, lambda: isinstance(pilot.app.screen, PaletteScreen))
            await press(pilot, *name, "enter")
            await until(pilot, lambda n=n: len(refused(order)) == n)
            await until(pilot, lambda: isinstance(pilot.app.screen, OrderScreen))
    assert refused(order) == [("eye", action, NUMBER) for action in COMMANDS.values()]


SEEN = {
    "en": {"a": "a approve", "n": "n remark", "E": "E correct the order", "y": "y copy"},
    "zh": {"a": "a 审核通过", "n": "n 备注", "E": "E 更正", "y": "y 复制"},
}  # fmt: skip
"""How the key line names some keys of an order."""


@LANGUAGES
@pytest.mark.parametrize(
    ("actor", "seen"), [(VIEWER, "y"), (SHIPPER, "ny"), (person("boss"), "anEy")],
    ids=["viewer", "shipping", "lead"],
)  # fmt: skip
async def test_only_keys_that_would_not_be_refused_are_offered(order, folder, lang, actor, seen):
    async with session(folder, actor=actor, lang=lang, size=(200, 40)) as pilot:
        await open_order(pilot)
        await until(pilot, lambda: pilot.app.rights is not None)
        for key, words in SEEN[lang].items():
            keys = screen_text(pilot.app).splitlines()[-1]
            assert (words in keys) is (key in seen), keys
        await press(pilot, "?")
        await until(pilot, lambda: isinstance(pilot.app.screen, HelpScreen))
        page = pilot.app.screen._page(200)
        for key, action in KEYS.items():
            if len(key) == 1 and key not in "sbA":
                help_of = _(BY_ID[COMMANDS_OF[key]].help)
                assert (help_of in page) is may(pilot_roles(order, actor), action), key


def pilot_roles(order, actor):
    """The roles that the desk knows a person by."""
    with order.store.read() as c:
        return as_known(c, actor).roles


COMMANDS_OF = {
    key: command.id for command in TABLE if command.where == "order" for key in command.keys
}  # fmt: skip


async def test_the_list_of_commands_names_what_one_may_and_finds_the_rest_by_name(order, folder):
    async with session(folder, actor=VIEWER) as pilot:
        await open_order(pilot)
        await until(pilot, lambda: pilot.app.rights is not None)
        await press(pilot, ":")
        await until(pilot, lambda: isinstance(pilot.app.screen, PaletteScreen))
        listed = {each.command.id for each in pilot.app.screen._found}
        assert "order.copy" in listed
        assert listed & {"order.exchange", "order.price", "desk.undo"} == set()
        await press(pilot, *"exchange")
        await until(pilot, lambda: "Exchange an item" in screen_text(pilot.app))


async def test_a_role_that_is_given_meanwhile_brings_its_keys(order, folder):
    async with session(folder, actor=VIEWER, size=(140, 40)) as pilot:
        await open_order(pilot)
        await until(pilot, lambda: "a approve" not in screen_text(pilot.app))
        order.service(People, person("boss")).give_roles("eye", ["agent"])
        await until(pilot, lambda: "a approve" in screen_text(pilot.app))


async def test_the_list_says_who_may_before_it_asks(order, folder):
    async with session(folder, actor=VIEWER) as pilot:
        await press(pilot, "n")
        await until(pilot, lambda: "Who may" in screen_text(pilot.app))
        await press(pilot, "B")
        await until(pilot, lambda: len(refused(order)) == 2)
        assert isinstance(pilot.app.screen, SearchScreen)
    assert refused(order) == [("eye", "remark", NUMBER), ("eye", "review", "")]


async def test_a_role_that_is_given_meanwhile_counts_at_the_next_key(order, folder):
    async with session(folder, actor=VIEWER) as pilot:
        await open_order(pilot)
        await press(pilot, "x")
        await until(pilot, lambda: refused(order))
        order.service(People, person("boss")).give_roles("eye", ["agent"])
        await press(pilot, "x")
        await until(pilot, lambda: isinstance(pilot.app.screen, PiecesDialog))


async def test_a_right_that_is_taken_while_somebody_answers_is_still_missed_at_the_end(
    order, folder
):
    order.service(People, person("boss")).give_roles("eye", ["agent"])
    async with session(folder, actor=VIEWER) as pilot:
        await open_order(pilot)
        await press(pilot, "f")
        await until(pilot, lambda: isinstance(pilot.app.screen, Choosing))
        order.service(People, person("boss")).give_roles("eye", ["viewer"])
        await press(pilot, "5", "enter")
        await until(pilot, lambda: "Who may" in screen_text(pilot.app))
    assert refused(order) == [("eye", "edit", NUMBER)]


async def test_who_may_write_remarks_but_not_edit_writes_them(order, folder):
    async with session(folder, actor=SHIPPER) as pilot:
        await open_order(pilot)
        await press(pilot, "e")
        await until(pilot, lambda: "Who may" in screen_text(pilot.app))
        await press(pilot, "n", *"left")
        await until(pilot, lambda: isinstance(pilot.app.screen, RemarkEditor))
        assert "left" in screen_text(pilot.app)


async def test_off_the_blacklist_is_asked_of_a_lead_and_not_by_who_only_looks(order, folder):
    with order.store.change() as c:
        c.execute(columns.orders.update().values(blacklisted=1))
        c.execute(insert(columns.blacklist), {
            "buyer": "zhang_sf@example.com", "reason": "x", "evidence": "", "login": "han",
            "at": 1, "removed_by": "", "removed_at": None, "removed_reason": "",
        })  # fmt: skip
    async with session(folder, actor=VIEWER) as pilot:
        await open_order(pilot)
        await press(pilot, "b")
        await until(pilot, lambda: refused(order))
        assert isinstance(pilot.app.screen, OrderScreen)
    async with session(folder, actor=SHIPPER) as pilot:
        await open_order(pilot)
        await press(pilot, "b")
        await until(pilot, lambda: "Why shall a lead" in screen_text(pilot.app))
    assert refused(order) == [("eye", "ask", NUMBER)]


def test_asking_for_a_right_that_is_there_logs_nothing(orders):
    for action in Action:
        roles = {role.value for role in ALLOWED[action]}
        Acting(orders.store, person(roles=roles)).check(action)
        assert may(roles, action)
    assert orders.events() == []


@LANGUAGES
async def test_the_log_folds_what_was_refused_and_shows_it_on_a_key(order, folder, lang):
    for _n in range(3):
        with pytest.raises(NotAllowed):
            Acting(order.store, VIEWER).check(Action.EDIT, NUMBER)
    fold = "3 refused attempts" if lang == "en" else "3 次被拒的操作"
    step = "refused: no right to" if lang == "en" else "已拒绝"
    async with session(folder, lang=lang, size=(80, 24)) as pilot:
        await open_order(pilot)
        await press(pilot, "L")
        await until(pilot, lambda: fold in screen_text(pilot.app))
        assert step not in screen_text(pilot.app).replace(fold, "")
        await press(pilot, "home", "enter")
        await until(pilot, lambda: step in screen_text(pilot.app).replace(fold, ""))
        await press(pilot, "enter")
        await until(pilot, lambda: step not in screen_text(pilot.app).replace(fold, ""))
