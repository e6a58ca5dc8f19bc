"""Who is sending: a name for this process, from which others can tell whether it still lives."""

import os
import socket
from functools import cache
from secrets import token_hex


@cache
def _name_of(process: int) -> str:
    return f"{socket.gethostname()}/{process}/{token_hex(4)}"


def this_process() -> str:
    """Give this process a name that no other one has had, also after a restart."""
    return _name_of(os.getpid())


def is_known_dead(owner: str) -> bool:
    """Say whether the process of this name is certainly gone; False where that cannot be told."""
    host, _, rest = owner.partition("/")
    number, _, mark = rest.partition("/")
    if host != socket.gethostname() or not number.isdigit() or not mark:
        return False
    if int(number) == os.getpid():
        # A container starts every time as process 1: the name tells the two apart.
        return owner != this_process()
    try:
        os.kill(int(number), 0)
    except ProcessLookupError:
        return True
    except OSError:
        return False
    return False


def lives_here(owner: str) -> bool:
    """Say whether a process of this machine has this name's number; for its own, the whole name."""
    host, _, rest = owner.partition("/")
    number, _, mark = rest.partition("/")
    here = host == socket.gethostname() and number.isdigit() and bool(mark)
    return here and not is_known_dead(owner)
