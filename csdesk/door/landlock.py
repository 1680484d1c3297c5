"""No file is written outside the desk, no program started and no line opened (Landlock).

Linux 5.13 and newer, where it is switched on; the forms are those of ``landlock(7)`` and
``linux/landlock.h``. It holds for this process, its threads and whatever they start, for ever.
"""

from __future__ import annotations

import ctypes
import os
from collections.abc import Sequence
from pathlib import Path

_CREATE, _ADD, _RESTRICT = 444, 445, 446
_VERSION_FLAG, _PATH_BENEATH = 1, 1

_EXECUTE, _WRITE, _REMOVE_DIR, _REMOVE_FILE = 1 << 0, 1 << 1, 1 << 4, 1 << 5
_MAKE_DIR, _MAKE_REG = 1 << 7, 1 << 8
_MAKE_ANYTHING = 0b1111111 << 6
_REFER, _TRUNCATE = 1 << 13, 1 << 14
_BIND, _CONNECT = 1 << 0, 1 << 1
_ABSTRACT_SOCKETS, _SIGNALS = 1 << 0, 1 << 1

_DEVICES = ("/dev/null", "/dev/tty")


class _Ruleset(ctypes.Structure):
    _fields_ = (
        ("files", ctypes.c_uint64), ("net", ctypes.c_uint64), ("scoped", ctypes.c_uint64),
    )  # fmt: skip


class _Beneath(ctypes.Structure):
    _pack_ = 1
    _layout_ = "ms"
    _fields_ = (("allowed", ctypes.c_uint64), ("parent", ctypes.c_int32))


def version() -> int:
    """Which form of Landlock the kernel has; 0 for none."""
    found = _libc().syscall(_CREATE, None, ctypes.c_size_t(0), _VERSION_FLAG)
    return max(int(found), 0)


def restrict(folders: Sequence[Path], devices: Sequence[str] = ()) -> bool:
    """From now on write inside some folders only.

    Args:
        folders: where files may be made, written, renamed and removed.
        devices: paths that may be written to besides, such as the terminal.

    Returns:
        Whether that holds now; false where the kernel knows nothing of it.

    Raises:
        OSError: it knows, and did not do it.
    """
    known = version()
    if not known:
        return False
    written = _WRITE | _REMOVE_DIR | _REMOVE_FILE | _MAKE_DIR | _MAKE_REG
    optional = (_REFER if known >= 2 else 0) | (_TRUNCATE if known >= 3 else 0)
    handled = _Ruleset(_EXECUTE | written | _MAKE_ANYTHING | optional)
    if known >= 4:
        handled.net = _BIND | _CONNECT
    if known >= 6:
        handled.scoped = _ABSTRACT_SOCKETS | _SIGNALS
    size = 8 if known < 4 else 16 if known < 6 else 24
    libc = _libc()
    rules = _done(libc.syscall(_CREATE, ctypes.byref(handled), ctypes.c_size_t(size), 0))
    try:
        for folder in folders:
            _allow(libc, rules, str(folder), written | optional, os.O_DIRECTORY)
        for device in (*_DEVICES, *devices):
            if os.path.exists(device):  # noqa: PTH110  # a name of the kernel's, no path of ours
                _allow(libc, rules, device, _WRITE | (optional & _TRUNCATE), 0)
        _done(libc.syscall(_RESTRICT, rules, 0))
    finally:
        os.close(rules)
    return True


def _allow(libc: ctypes.CDLL, rules: int, path: str, allowed: int, flags: int) -> None:
    place = os.open(path, os.O_PATH | os.O_CLOEXEC | flags)
    try:
        rule = _Beneath(allowed, place)
        _done(libc.syscall(_ADD, rules, _PATH_BENEATH, ctypes.byref(rule), 0))
    finally:
        os.close(place)


def _libc() -> ctypes.CDLL:
    return ctypes.CDLL(None, use_errno=True)


def _done(result: int) -> int:
    if result < 0:
        number = ctypes.get_errno()
        raise OSError(number, os.strerror(number))
    return int(result)
