"""The process that serves the counter's pages: `python -m workflows.counter_process HOST PORT`.

It has no road for mails: nothing that it imports can send one. It ends when whoever started it
does, which it learns from its standard input coming to an end.
"""

import sys
from threading import Thread

import uvicorn

from config import logs
from config.bad_setting import BadSetting
from config.settings import Settings, read_settings
from ehcp.council.in_force import PolicyInForce
from ehcp.refusal import Refusal
from ehcp.register.engine import open_engine
from ehcp.web.app import make_app
from ehcp.web.counter import Counter
from notifications.preview import LettersAtTheCounter


def counter_of(settings: Settings) -> Counter:
    """Set up the counter of a machine.

    Raises:
        BadSetting: the council's policy cannot be used.
    """
    engine = open_engine(settings.database_url)
    policy = PolicyInForce.read(engine, folder=settings.council)
    return Counter(
        engine=engine,
        settings=settings,
        council_now=policy.now,
        letters=LettersAtTheCounter(
            engine=engine, council_now=policy.now, web_address=settings.web_address
        ),
    )


def serve(host: str, port: int) -> None:
    """Serve the pages until told to stop, or until standard input ends.

    Raises:
        Refusal, BadSetting: it cannot be served here.
    """
    settings = read_settings()
    logs.configure(style=settings.logs, level=settings.log_level)
    server = uvicorn.Server(
        uvicorn.Config(
            make_app(counter_of(settings)),
            host=host,
            port=port,
            # Not every address that is asked for: what is worth keeping is on the audit record.
            access_log=False,
            log_level="warning",
            server_header=False,
        )
    )
    Thread(target=_until_input_ends, args=(server,), daemon=True).start()
    server.run()


def _until_input_ends(server: uvicorn.Server) -> None:
    sys.stdin.read()
    server.should_exit = True


def main() -> None:
    """Serve at the host and port of the command line."""
    try:
        serve(sys.argv[1], int(sys.argv[2]))
    except (Refusal, BadSetting) as refusal:
        sys.stderr.write(f"{refusal}\n")
        raise SystemExit(1) from None


if __name__ == "__main__":
    main()
