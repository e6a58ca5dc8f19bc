"""A process that has everything imported and forks one child for each command that it is given.

So a command of the real command line begins at once, and a kill at a random moment strikes its
work and not Python's start. Run as a program: one line of JSON in, `pid N` and `status N` out.
"""

import json
import os
import sys
from importlib import import_module

# What the commands would import themselves, at the expense of the moment when they are killed.
READY = (
    "config.council",
    "ehcp.casework.raise_alerts",
    "ehcp.exchange.tracker.report",
    "ehcp.exchange.tracker.take_in",
    "ehcp.register.verify",
    "notifications.by_hand",
    "notifications.channels.mailbox",
    "notifications.channels.smtp",
    "notifications.outbox",
    "psycopg",
    "sqlalchemy.dialects.postgresql.psycopg",
    "sqlalchemy.dialects.sqlite",
    "workflows.cli",
)


def main() -> None:
    """Fork a child for every line."""
    for name in READY:
        import_module(name)
    for line in sys.stdin:
        order = json.loads(line)
        child = os.fork()
        if child == 0:
            run(order)
        say(f"pid {child}")
        _, ended = os.waitpid(child, 0)
        say(f"status {os.waitstatus_to_exitcode(ended)}")


def run(order: dict[str, object]) -> None:
    """Be the command line; never comes back."""
    cli = import_module("workflows.cli")
    out = os.open(str(order["output"]), os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    for descriptor in (1, 2):
        os.dup2(out, descriptor)
    os.environ.update(dict(order["settings"]))  # type: ignore[call-overload]  # from our own JSON
    sys.argv = ["ehcp", *map(str, order["words"])]  # type: ignore[call-overload]  # the same
    status = 0
    try:
        cli.main()
    except SystemExit as end:
        status = end.code if isinstance(end.code, int) else 1
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(status)


def say(line: str) -> None:
    """Tell the one who gave the order."""
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
