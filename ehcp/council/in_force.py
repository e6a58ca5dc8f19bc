"""The policy in force for whoever runs for long: read anew only when something was changed."""

from pathlib import Path
from threading import Lock

from sqlalchemy import Engine

from config import logs
from config.bad_setting import BadSetting
from config.council import Council
from ehcp.council.changes import council_in_force, version_of
from ehcp.council.policy import check_against_the_law


class PolicyInForce:
    """The council's policy, as it is at each moment that somebody asks. Safe among threads."""

    def __init__(self, engine: Engine, *, council: Council) -> None:
        self._engine = engine
        self._council = council
        self._seen = council.versions
        self._one_at_a_time = Lock()

    @classmethod
    def read(cls, engine: Engine, *, folder: Path) -> "PolicyInForce":
        """Read it for the first time.

        Raises:
            BadSetting: a file or a change says something that cannot be used.
        """
        council = council_in_force(engine, folder=folder)
        check_against_the_law(council)
        return cls(engine, council=council)

    def now(self) -> Council:
        """Give the policy in force: the very same object for as long as nothing is changed.

        A change is looked for each time, with one small query. One that cannot be used with the
        files as they are now is logged, and what was in force before stays so.
        """
        versions = version_of(self._engine)
        with self._one_at_a_time:
            if versions != self._seen:
                self._seen = versions
                try:
                    council = council_in_force(self._engine, folder=self._council.folder)
                    check_against_the_law(council)
                except BadSetting as problem:
                    # Not its text: that can hold somebody's address.
                    logs.logger().error("a changed policy cannot be used", where=problem.where)
                else:
                    self._council = council
            return self._council
