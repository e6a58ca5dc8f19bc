"""What the ticks of the timetable do; each can be done again and then does nothing new."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict
from datetime import date, datetime, timedelta
from typing import Any

from config import clock, logs
from ehcp.casework.follow_ups import cases_entering_year_9
from ehcp.casework.phase_transfer_cohort import open_phase_transfers
from ehcp.casework.raise_alerts import raise_alerts
from ehcp.council.policy import alert_policy_of
from ehcp.documents.scanners import scanner_named
from ehcp.documents.sweep import sweep
from ehcp.law.bank_holidays import BankHolidaysUnknown, bank_holidays
from ehcp.register.engine import reading
from ehcp.register.rebuild import keep_up_with_rules, rules_have_changed
from ehcp.reports.snapshots import take_snapshot
from notifications.channels import gives_receipts, open_channel
from notifications.claims import is_urgent_waiting
from notifications.outbox import send_waiting
from notifications.owner import this_process
from notifications.post import write_letters
from notifications.receipts import ask_for_receipts
from notifications.unready import unready
from workflows.held_documents import look_again
from workflows.office import Office
from workflows.wakes import follow_up, follow_up_all

Outcome = Mapping[str, Any]
"""What a tick says of itself, as JSON keeps it: counts, days and reasons; never about a child."""

_A_YEAR = timedelta(days=366)
_MOST_SAID = 20
_SECONDS_FOR_A_FILE = 120.0


def follow_ups(office: Office, *, day: date, at: datetime) -> Outcome:
    """Do what follows by itself in every case that waits, without flow runs."""
    done = follow_up_all(office, desk=office.desk(day=day, at=at))
    return {
        "cases": done.cases,
        "entries": done.entries,
        "opened": done.opened,
        "refused": list(done.refused),
    }


def school_year(office: Office, *, day: date, at: datetime) -> Outcome:
    """Ask about preparation for adulthood where a child came into year 9 during the assessment."""
    entering = cases_entering_year_9(office.engine, today=day)
    done = follow_up(office, entering, desk=office.desk(day=day, at=at))
    return {"cases": len(entering), "entries": done.entries, "refused": list(done.refused)}


def phase_transfers(
    office: Office, *, day: date, at: datetime, then_follow_up: bool = False
) -> Outcome:
    """Open a case for every child with a plan who moves to another phase next, and has none.

    What follows from the new cases is left to the dispatcher, unless there is none.
    """
    policy, desk = office.council.reviews.phase_transfer, office.desk(day=day, at=at)
    done = open_phase_transfers(
        office.engine,
        desk=desk,
        to_school=policy.years_to_school,
        to_post16=policy.years_to_post16,
        opens_on=policy.opens_on,
    )
    refused = follow_up_all(office, desk=desk).refused if then_follow_up else ()
    return {"due": done.due, "opened": done.opened, "refused": list(refused)}


def deadlines(office: Office, *, day: date, at: datetime) -> Outcome:
    """Raise the alert of every limit that has reached a threshold by this day.

    Where the council has changed its targets, the limits of all cases follow first.
    """
    keep_up_with_rules(office.engine, rules=office.rules)
    done = raise_alerts(
        office.engine,
        day=day,
        at=at,
        policy=alert_policy_of(office.council),
        rules=office.rules,
    )
    return {"raised": done.raised, "already_raised": done.already_raised}


def weekly_report(office: Office, *, day: date, at: datetime) -> Outcome:
    """Store the report of this Monday."""
    report = take_snapshot(office.engine, at=day, taken_at=at, council=office.council)
    return {"at": day.isoformat(), "number": report.number}


def letters(office: Office, *, day: date, at: datetime, whole_day: bool = False) -> Outcome:
    """Write the letters that are due, into the outbox."""
    done = write_letters(
        office.engine,
        day=day,
        at=at,
        council=office.council,
        web_address=office.settings.web_address,
        whole_day=whole_day,
    )
    for each in done.not_written:
        if each.reason == "bad_words":
            logs.logger().error("a letter cannot be written", problem=each.says)
    return {"written": done.counts, "not_written": [each.says for each in done.not_written]}


def outbox(office: Office, *, day: date, at: datetime, due_only: bool = True) -> Outcome:
    """Send what waits in the outbox."""
    del day  # a message carries its own hour
    done = send_waiting(
        office.engine,
        channel=open_channel(office.settings, office.council),
        council=office.council,
        now=_going_on_from(at),
        owner=this_process(),
        due_only=due_only,
    )
    return asdict(done)


def urgent(office: Office, *, day: date, at: datetime) -> Outcome:
    """Send the codes for which somebody sits and waits, and nothing else."""
    del day
    with reading(office.engine) as connection:
        if not is_urgent_waiting(connection, now=at):
            return {}
    done = send_waiting(
        office.engine,
        channel=open_channel(office.settings, office.council),
        council=office.council,
        now=_going_on_from(at),
        owner=this_process(),
        urgent_only=True,
    )
    return asdict(done)


def receipts(office: Office, *, day: date, at: datetime) -> Outcome:
    """Ask the road, where it can be asked, what became of the letters that it has taken."""
    del day
    channel = open_channel(office.settings, office.council)
    if not gives_receipts(channel):
        return {"asked": 0}
    return asdict(ask_for_receipts(office.engine, channel=channel, now=_going_on_from(at)))


def documents(office: Office, *, day: date, at: datetime) -> Outcome:
    """Scan again what is held, and do what waits for it."""
    desk = office.desk(day=day, at=at)
    done = look_again(
        office.engine,
        desk=desk,
        folder=office.settings.documents,
        scanner=scanner_named(office.settings.scanner, seconds=_SECONDS_FOR_A_FILE),
    )
    for why in done.why:
        logs.logger().warning("a document cannot be scanned", why=why)
    return asdict(done)


def _going_on_from(at: datetime) -> Callable[[], datetime]:
    """Give a clock that shows this instant now, and goes on from it as the real one does."""
    began = clock.now()
    return lambda: at + (clock.now() - began)


def house(office: Office, *, day: date, at: datetime) -> Outcome:
    """Look whether the house still stands: the record, what follows from it, calendars, words."""
    problems = [*_record(office), *_calendar(day), *_folder(office, at), *_letters(office, day)]
    for problem in problems:
        logs.logger().error("house check", problem=problem)
    return {"sound": not problems, "problems": problems}


def _record(office: Office) -> list[str]:
    """Say what in the record was altered, or no longer agrees with what follows from it."""
    from ehcp.register.verify import verify

    if rules_have_changed(office.engine, rules=office.rules):
        # A target set since the last check of the limits is no damage.
        keep_up_with_rules(office.engine, rules=office.rules)
    verified = verify(office.engine, rules=office.rules)
    problems = [str(finding) for finding in verified.findings[:_MOST_SAID]]
    if verified.found > len(problems):
        problems.append(f"{verified.found - len(problems)} more: `ehcp verify` lists them.")
    return problems


def _folder(office: Office, at: datetime) -> Iterator[str]:
    """Remove what a crash left among the documents, and say what is missing there or waits long."""
    swept = sweep(office.engine, folder=office.settings.documents, at=at)
    if swept.removed:
        logs.logger().warning("files without a document were removed", how_many=swept.removed)
    for document_id in swept.lost[:_MOST_SAID]:
        yield f"The file of document {document_id} is not in the folder EHCP_DOCUMENTS."
    if len(swept.lost) > _MOST_SAID:
        yield f"{len(swept.lost) - _MOST_SAID} more documents have no file."
    if swept.held_long:
        yield (
            f"Documents that have waited for more than a day to be scanned: {swept.held_long}. "
            "Nobody can open them. See whether the scanner of EHCP_SCANNER answers, and takes "
            "files of their size."
        )


def _calendar(day: date) -> list[str]:
    """Say whether bank holidays are known a year ahead: limits are counted that far."""
    try:
        bank_holidays((day + _A_YEAR).year)
    except BankHolidaysUnknown as unknown:
        return [str(unknown)]
    return []


def _letters(office: Office, day: date) -> list[str]:
    """Say which letters cannot be written, and where the terms that they go by run out."""
    with reading(office.engine) as connection:
        return list(unready(connection, council=office.council, day=day))
