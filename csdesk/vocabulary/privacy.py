"""English words for buyers' data and what may be done with them; message ids."""

from __future__ import annotations

from csdesk.words import N_

NAMES = {
    ("Action", "reveal"): N_("see a buyer's data whole"),
    ("Action", "export"): N_("take lists of orders out of the desk"),
    ("Action", "privacy"): N_("see who has revealed what"),
    ("Personal", "name"): N_("name"),
    ("Personal", "phone"): N_("phone"),
    ("Personal", "address"): N_("address"),
    ("Personal", "account"): N_("account"),
    ("Personal", "nick"): N_("nickname"),
    ("Personal", "email"): N_("e-mail"),
}
"""Vocabulary and value -> the word for it."""
