"""The counter in a process of its own: `python -m tests.benchmarks.counter_process URL PORT`."""

import sys

import uvicorn

from config.council import read_council
from config.settings import Settings
from ehcp.register.engine import open_engine
from ehcp.web.app import make_app
from ehcp.web.counter import Counter

if __name__ == "__main__":
    _, url, port = sys.argv
    council = read_council()
    counter = Counter(
        engine=open_engine(url),
        settings=Settings(database_url=url),
        council_now=lambda: council,
    )
    uvicorn.run(make_app(counter), port=int(port), log_level="warning", access_log=False)
