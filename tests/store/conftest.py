"""A store of a few thousand orders that the tests only read."""

from __future__ import annotations

import pytest

from csdesk.model.sight import Sight
from csdesk.store.engine import Store
from tests.new_store import new_store
from tests.store import filling


@pytest.fixture(scope="session")
def many(tmp_path_factory):
    """3,000 orders of both marketplaces; nobody writes to it."""
    store = filling.filled(tmp_path_factory.mktemp("many") / "desk.db", filling.mixed(3_000))
    store.look_as(Sight(clear=True))  # what masks keep from a search has tests of its own
    yield store
    store.close()


@pytest.fixture
def path(tmp_path):
    """A new empty store's file."""
    new_store(tmp_path / "desk.db")
    return tmp_path / "desk.db"


@pytest.fixture
def store(path):
    """A new empty store."""
    opened = Store(path)
    yield opened
    opened.close()
