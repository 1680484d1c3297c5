"""A desk for every test of the services."""

from __future__ import annotations

import pytest

from tests.services.desks import bare_desk


@pytest.fixture
def desk(tmp_path):
    made = bare_desk(tmp_path)
    yield made
    made.store.close()
