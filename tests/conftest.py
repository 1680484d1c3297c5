"""What every test gets: English, no colours of this machine, and no desk of this person."""

from __future__ import annotations

import os

import pytest
from hypothesis import HealthCheck, settings

from csdesk.words import use_language

# A busy box must not fail a property for its slowness, and a failure must be found again.
settings.register_profile(
    "gate",
    deadline=None,
    derandomize=True,
    max_examples=60,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.register_profile("search", deadline=None, max_examples=2_000)
settings.load_profile("gate")


@pytest.fixture(autouse=True, scope="session")
def _nobodys_environment(tmp_path_factory):
    """Neither the locale nor the terminal nor the desk of whoever runs the tests matters."""
    for name in ("CSDESK_DESK", "NO_COLOR", "COLORTERM", "LC_MESSAGES", "LANGUAGE"):
        os.environ.pop(name, None)
    os.environ["LC_ALL"] = "C.UTF-8"
    for name in ("XDG_DATA_HOME", "XDG_STATE_HOME"):
        os.environ[name] = str(tmp_path_factory.mktemp(name.lower()))


@pytest.fixture(autouse=True)
def _english():
    """A test that speaks Chinese says so; the next one starts in English."""
    use_language("en")
