"""What a file is by its first bytes: its name is no evidence (reliability-facts.md 2.3)."""

from __future__ import annotations

from typing import IO

from csdesk.intake.reading.errors import Unreadable
from csdesk.words import N_

PASSWORD = N_("The workbook is protected by a password; save it without one.")

_OLD_WORKBOOK = N_("This is a workbook of Excel 97 to 2003 (.xls); save it as .xlsx or CSV.")
_HEAD = 4_096
_ZIP = b"PK\x03\x04"
_OLE = bytes.fromhex("D0CF11E0A1B11AE1")
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_PAGES = (
    b"<!doctype",
    b"<html",
    b"<head",
    b"<meta",
    b"<body",
    b"<table",
    b"<style",
    b"<div",
    b"<?xml",
)
_OTHERS = {
    b"%PDF": N_("This is a PDF document, not an export file."),
    b"\x1f\x8b": N_("This is a compressed file; unpack it first."),
    b"BZh": N_("This is a compressed file; unpack it first."),
    b"\xfd7zXZ": N_("This is a compressed file; unpack it first."),
    b"7z\xbc\xaf": N_("This is a compressed file; unpack it first."),
    b"Rar!": N_("This is a compressed file; unpack it first."),
    b"\x89PNG": N_("This is a picture, not an export file."),
    b"\xff\xd8\xff": N_("This is a picture, not an export file."),
    b"SQLite format 3": N_("This is a database, not an export file."),
}


def is_workbook(file: IO[bytes]) -> bool:
    """Whether the content is a ZIP archive, as an XLSX workbook is; otherwise it is text.

    Args:
        file: opened for reading; is left at its beginning.

    Raises:
        Unreadable: encrypted, an old workbook, a web page, or something else that is no export.
    """
    head = file.read(_HEAD)
    file.seek(0)
    if head.startswith(_ZIP):
        return True
    if head.startswith(_OLE):
        encrypted = _holds(file, _ENCRYPTED)
        file.seek(0)
        raise Unreadable(PASSWORD if encrypted else _OLD_WORKBOOK)
    words = head.replace(b"\0", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n").lower()
    if words.startswith(_PAGES):
        raise Unreadable(
            "This is a web page, whatever its name says; open it in Excel and save it as .xlsx."
        )
    for magic, sentence in _OTHERS.items():
        if head.startswith(magic):
            raise Unreadable(sentence)
    return False


def _holds(file: IO[bytes], words: bytes) -> bool:
    """Whether the file contains these bytes anywhere."""
    tail = b""
    while chunk := file.read(1 << 20):
        if words in tail + chunk:
            return True
        tail = chunk[-len(words) :]
    return False
