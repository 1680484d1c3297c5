"""What both screens of imports do: ask again when an import moves on, draw again when asked to."""

from __future__ import annotations

from typing import ClassVar

from textual.worker import Worker

from csdesk.ui.desk_screen import DeskScreen


class ImportScreen(DeskScreen[None]):
    """Subclasses ask in ``load`` and draw what they have in ``draw``."""

    FOLLOWS_IMPORTS: ClassVar[bool] = True

    def load(self) -> Worker[None]:
        """Ask for what is shown, and draw it."""
        raise NotImplementedError

    def draw(self) -> None:
        """Draw what has come, in the width and the language there are now."""
        raise NotImplementedError

    def on_mount(self) -> None:
        """Ask for it."""
        self.load()

    def store_changed(self) -> None:
        """An import has moved on, or somebody settled or took note."""
        self.load()

    def language_changed(self) -> None:
        """Draw every word anew."""
        super().language_changed()
        self.draw()

    def on_resize(self) -> None:
        """Other widths of columns, other line breaks."""
        self.draw()

    def action_back(self) -> None:
        """One step back."""
        self.dismiss(None)
