"""Coming to work, leaving the desk, and the reports of shifts."""

from __future__ import annotations

from csdesk.commands.command import Command
from csdesk.words import N_

COMMANDS = (
    Command(
        "desk.shift", ("g u", "alt+u"), N_("my shift"),
        N_("Open or join a shift, or look at who is there."), "desk", order=83,
    ),
    Command(
        "desk.lock", ("z", "alt+z"), N_("lock"),
        N_("Leave the desk for a moment: the screen is hidden, what you typed is kept."), "desk",
        order=97,
    ),
    Command(
        "desk.pin", (), N_("my PIN"),
        N_("Choose the PIN or password with which you sign in and come back to the desk."), "desk",
    ),
    Command(
        "desk.sessions", (), N_("my sessions"),
        N_("See where else you are signed in, and end a session; its drafts are kept."), "desk",
    ),
    Command(
        "desk.unlock", (), N_("unlock a person"),
        N_("Let somebody sign in again who typed a wrong PIN too often."), "desk",
    ),
    # Signing in
    Command(
        "sign_in.take", ("enter",), N_("go on"),
        N_("Take this person, or what was typed."), "sign_in", True, 1,
    ),
    Command("sign_in.down", ("down",), N_("down"), N_("To the next person."), "sign_in"),
    Command("sign_in.up", ("up",), N_("up"), N_("To the person above."), "sign_in"),
    Command(
        "sign_in.back", ("escape",), N_("somebody else"),
        N_("Let somebody else sign in; where nobody sits at the desk, leave."), "sign_in", True, 60,
    ),
    # Coming to work
    Command(
        "arrival.begin", ("enter",), N_("begin"),
        N_("Open this shift, or join the one that is on, for the times of this row."), "arrival",
        True, 1,
    ),
    Command(
        "arrival.leave", ("L", "f8"), N_("go home"),
        N_("Leave the shift while others stay in it."), "arrival", True, 2,
    ),
    Command(
        "arrival.take_over", ("T", "f9"), N_("take over"),
        N_("As a lead, go on with a shift whose people have gone, with a reason."), "arrival",
        True, 3,
    ),
    Command(
        "arrival.close", ("C", "f7"), N_("close shift"),
        N_("Look at what would be reported, then close the shift."), "arrival", True, 4,
    ),
    Command(
        "arrival.back", ("escape",), N_("look around"),
        N_("One step back, without a shift where you are in none."), "arrival", True, 60,
    ),
    # Away from the desk
    Command("lock.back", ("enter", "z"), N_("come back"), N_("Show the desk again."), "lock", True),
    Command(
        "lost.leave", ("enter", "Q", "f10"), N_("leave"), N_("End this session."), "lost", True,
    ),
    # Closing a shift
    Command(
        "closing.sign", ("S", "f9"), N_("sign and close"),
        N_("Close the shift with this report and sign it as the one who gives."), "closing", True,
        1,
    ),
    Command(
        "closing.open", ("enter",), N_("open"),
        N_("Open what keeps the shift from being closed, or the order of an item."), "closing",
        True, 2,
    ),
    Command("closing.back", ("escape",), N_("back"), N_("One step back."), "closing", True, 60),
    # The report of a closed shift
    Command(
        "reported.note", ("r", "f4"), N_("comment"),
        N_("Add a comment, or what was found out later; the report stays as it was signed."),
        "reported", True, 1,
    ),
    Command(
        "reported.sign", ("S", "f9"), N_("sign"),
        N_("Put your name under this report, as the one who receives or as a lead."), "reported",
        True, 2,
    ),
    Command("reported.back", ("escape",), N_("back"), N_("One step back."), "reported", True, 60),
)  # fmt: skip
