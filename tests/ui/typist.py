"""Somebody at the keys whose presses are counted, as the journeys count them (5.0)."""

from __future__ import annotations

from tests.ui.conftest import press, screen_text, until


class Typist:
    """Presses keys and counts them; what is typed into a box is no key."""

    def __init__(self, pilot):
        self.pilot = pilot
        self.keys = 0

    async def press(self, *keys):
        """Keys, or pairs such as ``g s``, which count two."""
        for key in keys:
            self.keys += len(key.split())
            await press(self.pilot, *key.split())

    async def type(self, text):
        """Content, not counted."""
        await press(self.pilot, *text)

    async def on(self, screen):
        """Wait for a screen and its answer."""
        app = self.pilot.app
        await until(self.pilot, lambda: isinstance(app.screen, screen) and app.screen.answered)

    async def sees(self, *words):
        """Wait until all of these stand on the screen."""
        await until(self.pilot, lambda: all(word in screen_text(self.pilot.app) for word in words))
