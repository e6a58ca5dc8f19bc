"""What an invented council knows of its plans: each with its reviews, as they stood on a day."""

from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum

ROLLS_OVER = timedelta(days=14)
"""How long a finished review stays in the plan's row before the next one takes its place."""


class Decision(StrEnum):
    """What was decided after a review, in the words of the tracker."""

    MAINTAIN = "Maintain"
    AMEND = "Amend"
    CEASE = "Cease"


@dataclass(frozen=True, slots=True, kw_only=True)
class InventedReview:
    """One review of a plan.

    Attributes:
        from_on: the day from which its twelve months run.
        fixed_on: from when its meeting stands in the tracker.
    """

    from_on: date
    fixed_on: date | None = None
    meeting_on: date | None = None
    invited_on: date | None = None
    circulated_on: date | None = None
    report_on: date | None = None
    decision: Decision | None = None
    decided_on: date | None = None
    notice_on: date | None = None
    answered_on: date | None = None
    amended_on: date | None = None
    not_amended_on: date | None = None

    @property
    def finished_on(self) -> date | None:
        """The day on which nothing of it was owed any longer."""
        if self.decision is Decision.AMEND:
            return self.amended_on or self.not_amended_on
        return self.decided_on

    def as_known_on(self, day: date) -> "InventedReview":
        """The review with everything forgotten that happened after the day."""

        def kept(when: date | None) -> date | None:
            return when if when is not None and when <= day else None

        decided_on = kept(self.decided_on)
        return replace(
            self,
            fixed_on=kept(self.fixed_on),
            # One that lies ahead is known, as planned, from when it was fixed.
            meeting_on=self.meeting_on if kept(self.fixed_on) else None,
            invited_on=kept(self.invited_on),
            circulated_on=kept(self.circulated_on),
            report_on=kept(self.report_on),
            decision=self.decision if decided_on else None,
            decided_on=decided_on,
            notice_on=kept(self.notice_on),
            answered_on=kept(self.answered_on),
            amended_on=kept(self.amended_on),
            not_amended_on=kept(self.not_amended_on),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class InventedTransfer:
    """A phase transfer in September: by when the plan is to name the next setting, and when it did.

    Attributes:
        due_on: the published day, as trackers have it.
    """

    due_on: date
    final_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class InventedPlan:
    """One child's plan, with all its reviews since the first that is told of."""

    pupil_id: str
    surname: str
    forename: str
    born_on: date | None
    upn: str | None
    gender: str
    school: str
    primary_need: str
    officer: str | None
    made_on: date
    reviews: tuple[InventedReview, ...]
    transfer: InventedTransfer | None = None
    ceased_on: date | None = None

    @property
    def in_row(self) -> InventedReview:
        """The review that stands in the plan's row, the last that is known."""
        return self.reviews[-1]

    def as_known_on(self, day: date) -> "InventedPlan":
        """The plan as its row stood at the end of the day."""
        known = [self.reviews[0].as_known_on(day)]
        for before, review in zip(self.reviews, self.reviews[1:], strict=False):
            finished = before.finished_on
            if finished is None or finished + ROLLS_OVER > day:
                break
            known.append(review.as_known_on(day))
        transfer = self.transfer
        if transfer is not None and transfer.final_on is not None and transfer.final_on > day:
            transfer = replace(transfer, final_on=None)
        ceased = self.ceased_on
        return replace(
            self,
            reviews=tuple(known),
            transfer=transfer,
            ceased_on=ceased if ceased is not None and ceased <= day else None,
        )
