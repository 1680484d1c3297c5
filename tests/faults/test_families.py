"""Two people split the same order at the same moment: one does, the other hears of it."""

from __future__ import annotations

import multiprocessing

from csdesk.model.errors import DeskError
from csdesk.model.settings import DeskSettings
from csdesk.services.family import Family
from csdesk.services.orders import Orders
from csdesk.store.engine import Store
from tests.services.desks import bare_desk, person

NUMBER = "TB261122-0001"


def attempt(path, who, start, told, what):
    """One person: waits for the start, then does it once."""
    store = Store(path)
    family = Family(store, DeskSettings(), person(who, who))
    seen = Orders(store, DeskSettings(), person(who, who)).order(NUMBER).version
    start.wait()
    try:
        if what == "split":
            family.split(NUMBER, {1: 1}, seen=seen, client_id=who)
        else:
            family.reship(NUMBER, "lost", seen=seen, client_id=who)
        told.put((who, "done"))
    except DeskError as refused:
        told.put((who, type(refused).__name__))
    store.close()


def together(folder, *whats):
    desk = bare_desk(folder)
    desk.order(NUMBER)
    spawn = multiprocessing.get_context("spawn")
    start, told = spawn.Barrier(len(whats)), spawn.Queue()
    running = [
        spawn.Process(target=attempt, args=(folder / "desk.db", f"p{n}", start, told, what))
        for n, what in enumerate(whats)
    ]
    for each in running:
        each.start()
    answers = sorted(told.get(timeout=60)[1] for _ in running)
    for each in running:
        each.join()
    detail = desk.service(Orders).order(NUMBER)
    pieces = {n: [line.quantity for line in desk.service(Orders).order(n).lines]
              for n in detail.family}  # fmt: skip
    desk.store.close()
    return answers, pieces


def test_of_two_who_split_at_once_one_does_and_the_other_is_told(tmp_path):
    answers, pieces = together(tmp_path, "split", "split")
    assert answers == ["Conflict", "done"]
    assert pieces == {f"OSP1-{NUMBER}": [1], f"OSP2-{NUMBER}": [1]}


def test_of_three_who_send_again_at_once_one_does(tmp_path):
    answers, pieces = together(tmp_path, "reship", "reship", "reship")
    assert answers == ["Conflict", "Conflict", "done"]
    assert pieces == {f"RE{NUMBER}": [2]}
