"""No program is ever started, and no other process looked into (seccomp).

A filter of the kernel's that answers "not permitted" to a few calls, from this process and all its
threads, for ever; the forms are those of ``seccomp(2)`` and ``linux/filter.h``.
"""

from __future__ import annotations

import ctypes
import errno
import os
import struct
from dataclasses import dataclass

_NO_NEW_RIGHTS, _SECCOMP, _FILTER = 38, 22, 2
_LOAD, _EQUAL, _AT_LEAST, _ANSWER = 0x20, 0x15, 0x35, 0x06
_NUMBER_AT, _MACHINE_AT = 0, 4
_ALLOWED = 0x7FFF0000
_REFUSED = 0x00050000 | errno.EPERM
_X32 = 0x40000000
"""Where the numbers of x86-64's second set of calls begin."""


@dataclass(frozen=True, slots=True)
class _Machine:
    known_as: int
    """``AUDIT_ARCH_...``."""
    refused: tuple[int, ...]
    """execve, execveat, ptrace, process_vm_readv, process_vm_writev, pidfd_getfd."""


_MACHINES = {
    "x86_64": _Machine(0xC000003E, (59, 322, 101, 310, 311, 438)),
    "aarch64": _Machine(0xC00000B7, (221, 281, 117, 270, 271, 438)),
}


class _Program(ctypes.Structure):
    _fields_ = (("length", ctypes.c_ushort), ("steps", ctypes.c_char_p))


def known() -> bool:
    """Whether the filter is written for this kind of machine."""
    return os.uname().machine in _MACHINES


def restrict() -> bool:
    """From now on start no program.

    Returns:
        Whether that holds now; false where the machine or its kernel knows nothing of it.
    """
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.prctl(_NO_NEW_RIGHTS, 1, 0, 0, 0) != 0:
        raise OSError(ctypes.get_errno(), "prctl")
    machine = _MACHINES.get(os.uname().machine)
    if machine is None:
        return False
    steps = _steps(machine)
    program = _Program(len(steps) // 8, steps)
    if libc.prctl(_SECCOMP, _FILTER, ctypes.byref(program), 0, 0) == 0:
        return True
    number = ctypes.get_errno()
    if number == errno.EINVAL:  # a kernel without it
        return False
    raise OSError(number, os.strerror(number))


def _steps(machine: _Machine) -> bytes:
    """The filter: whatever is of another machine, of x32 or on the list is not permitted."""
    listed = machine.refused
    steps = [
        (_LOAD, 0, 0, _MACHINE_AT),
        (_EQUAL, 0, len(listed) + 3, machine.known_as),
        (_LOAD, 0, 0, _NUMBER_AT),
        (_AT_LEAST, len(listed) + 1, 0, _X32),
    ]
    steps += [(_EQUAL, len(listed) - nth, 0, each) for nth, each in enumerate(listed)]
    steps += [(_ANSWER, 0, 0, _ALLOWED), (_ANSWER, 0, 0, _REFUSED)]
    return b"".join(struct.pack("=HBBI", *step) for step in steps)
