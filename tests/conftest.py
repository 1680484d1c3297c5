"""What every test gets."""

from __future__ import annotations

from hypothesis import HealthCheck, settings

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
