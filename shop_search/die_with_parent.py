"""Runs a program that the kernel signals when its parent dies, even by kill -9.

    python die_with_parent.py SIGNAL PARENT_PID USER|- COMMAND...

It is a separate program, because preexec_fn may deadlock in a process with threads. It drops root
first, because the kernel clears the death signal at a change of user.
"""

import ctypes
import os
import pwd
import sys

PR_SET_PDEATHSIG = 1


def become(name: str) -> None:
    user = pwd.getpwnam(name)
    os.setgroups([])
    os.setgid(user.pw_gid)
    os.setuid(user.pw_uid)


def main(number: int, parent: int, user: str, command: list[str]) -> None:
    if user != "-":
        become(user)
    # Linux only. Elsewhere, programs outlive a parent that is killed.
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, number)
    if os.getppid() != parent:  # the parent died before the call above
        sys.exit(1)
    os.execvp(command[0], command)  # noqa: S606 - the caller's own fixed command


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]), sys.argv[3], sys.argv[4:])
