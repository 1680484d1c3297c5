"""What is missing in a plan of action, and what is to be read again (W31, F63)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual.binding import BindingType
from textual.content import Content

from csdesk.model.amazon import Checked, Finding, ReplyForm
from csdesk.ui.keys import bindings
from csdesk.ui.screens.amazon_rows import finding_rows
from csdesk.ui.screens.amazon_words import check_words
from csdesk.ui.screens.listing import Listing
from csdesk.ui.signs import BAD, GOOD
from csdesk.ui.widgets.entries import Entry
from csdesk.words import _, named


class AmazonCheck(Listing[Finding, Checked]):
    """The findings by gravity and number; the answer is the one to go to."""

    BINDINGS: ClassVar[list[BindingType]] = list(bindings("amazon_check"))

    def __init__(self, case_id: int) -> None:
        """Check a case.

        Args:
            case_id: of the case.
        """
        super().__init__()
        self._case_id = case_id

    async def fetch(self) -> Checked:
        """Ask for it."""
        app = self.desk_app
        return await app.ask(app.desk.amazon.checked, self._case_id)

    def heading(self, answer: Checked) -> Content:
        """How many parts are missing."""
        title = _("Check of Amazon case {n}:").format(n=answer.case.id)
        told = check_words(answer)
        if answer.case.form is not ReplyForm.PLAN:
            told = _("Amazon wants a {form}: there is no plan to check.").format(
                form=named(answer.case.form)
            )
        style = BAD if answer.missing else GOOD
        return Content.assemble((f" {title} ", "bold"), (told, style))

    def rows(self, answer: Checked) -> Sequence[Entry]:
        """The findings."""
        return finding_rows(answer)

    def action_open(self) -> None:
        """Go to the place of the finding under the cursor."""
        if self.answer is not None and self.key.startswith("finding "):
            self.dismiss(self.answer.findings[self.number])
