"""Starts a program that sees little of the disk and nothing of the network. Run as a script, never imported by us.

Its arguments are a JSON object and the command. The limits are set first (resource.setrlimit), then Landlock (Linux
5.13 and newer) confines the process for good, and with it whatever it starts: what is not named can neither be read
nor written, whoever owns it and by whatever path, link or mount it is reached. Where the kernel offers no Landlock
nothing is started, unless ``"confine"`` is false.

Landlock's numbers are those of the kernel's ``linux/landlock.h``; its system calls have the same on every processor.
"""

from __future__ import annotations

import ctypes
import json
import os
import resource
import signal
import stat
import sys
from collections.abc import Callable
from contextlib import suppress

#: Exit codes; converters use none of them.
UNCONFINED, NOT_FOUND = 125, 127

_CREATE_RULESET, _ADD_RULE, _RESTRICT_SELF = 444, 445, 446
_NO_NEW_PRIVILEGES = 38
_EXECUTE, _WRITE, _READ, _LIST = 1, 2, 4, 8
_ANY_CHANGE = 0x1FF0  # remove and make entries of every kind
_REFER, _TRUNCATE, _DEVICES = 1 << 13, 1 << 14, 1 << 15  # since versions 2, 3 and 5
_OF_FILES = _EXECUTE | _WRITE | _READ | _TRUNCATE | _DEVICES
_SOCKETS = 1 << 5 | 1 << 9  # remove files, make sockets
_TCP = 3  # bind and connect, since version 4
_SCOPES = 3  # abstract sockets and signals of others, since version 6


class _Ruleset(ctypes.Structure):
    _fields_ = (("files", ctypes.c_uint64), ("network", ctypes.c_uint64), ("scopes", ctypes.c_uint64))


class _Beneath(ctypes.Structure):
    _pack_ = 1
    _layout_ = "ms"
    _fields_ = (("allowed", ctypes.c_uint64), ("folder", ctypes.c_int32))


def confine(reads: list[str], writes: list[str], sockets: list[str]) -> bool:
    """Confine the calling thread, and what it starts; False where that is not offered.

    It reads ``reads`` and ``writes``, writes ``writes``, and makes and removes sockets in ``sockets``. What does not
    exist is left out. Raises OSError when the kernel refuses what it offers.
    """
    system = ctypes.CDLL(None, use_errno=True).syscall
    system.restype = ctypes.c_long
    version = system(_CREATE_RULESET, None, ctypes.c_size_t(0), ctypes.c_uint32(1))
    if version < 1:
        return False
    handled = _EXECUTE | _WRITE | _READ | _LIST | _ANY_CHANGE
    for since, right in ((2, _REFER), (3, _TRUNCATE), (5, _DEVICES)):
        handled |= right if version >= since else 0
    wanted = _Ruleset(handled, _TCP if version >= 4 else 0, _SCOPES if version >= 6 else 0)
    # An older kernel knows the beginning only.
    size = 8 if version < 4 else 16 if version < 6 else 24
    ruleset = _checked(system(_CREATE_RULESET, ctypes.byref(wanted), ctypes.c_size_t(size), ctypes.c_uint32(0)))
    for paths, rights in ((reads, _EXECUTE | _READ | _LIST), (writes, handled), (sockets, _SOCKETS)):
        for path in paths:
            _allow(system, ruleset, path, rights)
    prctl = ctypes.CDLL(None, use_errno=True).prctl
    _checked(prctl(_NO_NEW_PRIVILEGES, *(ctypes.c_ulong(value) for value in (1, 0, 0, 0))))
    _checked(system(_RESTRICT_SELF, ctypes.c_int(ruleset), ctypes.c_uint32(0)))
    os.close(ruleset)
    return True


def _allow(system: Callable[..., int], ruleset: int, path: str, rights: int) -> None:
    try:
        folder = os.open(path, os.O_PATH | os.O_CLOEXEC)
    except OSError:
        return
    if not stat.S_ISDIR(os.fstat(folder).st_mode):
        rights &= _OF_FILES
    rule = _Beneath(rights, folder)
    _checked(system(_ADD_RULE, ctypes.c_int(ruleset), ctypes.c_int(1), ctypes.byref(rule), ctypes.c_uint32(0)))
    os.close(folder)


def _checked(result: int) -> int:
    if result < 0:
        raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))
    return result


def _limit(name: str, value: int) -> None:
    """Set a limit, as far as the system has it and allows it."""
    kind = getattr(resource, f"RLIMIT_{name}")
    hard = resource.getrlimit(kind)[1]
    with suppress(ValueError, OSError):
        value = value if hard == resource.RLIM_INFINITY else min(value, hard)
        resource.setrlimit(kind, (value, value))


def main() -> None:
    """Confine this process, and become the program."""
    told, command = json.loads(sys.argv[1]), sys.argv[2:]
    for name, value in told["limits"].items():
        _limit(name, value)
    try:
        if told["confine"] and not (
            sys.platform == "linux" and confine(told["reads"], told["writes"], told["sockets"])
        ):
            sys.exit(UNCONFINED)
    except OSError as error:
        print(error, flush=True)
        sys.exit(UNCONFINED)
    for number in (signal.SIGPIPE, signal.SIGXFSZ):  # Python ignores them, and what is ignored is inherited
        signal.signal(number, signal.SIG_DFL)
    try:
        os.execvp(command[0], command)
    except OSError as error:
        print(f"{command[0]}: {error.strerror}", flush=True)
        sys.exit(NOT_FOUND)


if __name__ == "__main__":
    main()
