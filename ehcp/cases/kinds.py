"""The kinds of event of every journey, in the order in which they happen on one day."""

from ehcp.cases.in_plain_words import InPlainWords
from ehcp.refusal import Refusal


class Kind(InPlainWords):
    """What happened. The order of the members is the order in which same-day events are read.

    What opens a case comes first. What leaves a stage comes after all that can happen only before
    it, so that on its last day nothing that is on record stands in its way.

    Attributes:
        says: what happened in plain words, for screens, mails and messages.
    """

    # What opens a case
    REQUEST_RECEIVED = "request_received", "The request for an assessment was received"
    BECAME_RESPONSIBLE = (
        "became_responsible",
        "The child was brought to the authority's attention (s.24)",
    )
    DETAINED_REQUEST_RECEIVED = (
        "detained_request_received",
        "The request for an assessment of a detained person was received",
    )
    DETAINED_BROUGHT_TO_ATTENTION = (
        "detained_brought_to_attention",
        "A detained person was brought to the authority's attention",
    )
    ASSESSMENT_ORDERED = (
        "assessment_ordered",
        "The authority has to assess, or to make a plan, after an appeal or mediation",
    )
    REASSESSMENT_REQUESTED = (
        "reassessment_requested",
        "The request for a re-assessment was received",
    )
    REASSESSMENT_DECIDED = (
        "reassessment_decided",
        "The authority decided by itself to re-assess (s.44(3))",
    )
    PLAN_FIRST_MADE = "plan_first_made", "The plan was first made"
    PLAN_LAST_REVIEWED = "plan_last_reviewed", "The plan was last reviewed"
    AMENDMENT_PROPOSED = "amendment_proposed", "An amendment was proposed without a review (reg 28)"
    PHASE_TRANSFER_TO_SCHOOL_DUE = (
        "phase_transfer_to_school_due",
        "The child is to move to another phase of school",
    )
    PHASE_TRANSFER_TO_POST16_DUE = (
        "phase_transfer_to_post16_due",
        "The young person is to move from school to a post-16 institution",
    )
    POST16_MOVE_PLANNED = "post16_move_planned", "A move between post-16 institutions was planned"
    CEASING_CONSIDERED = "ceasing_considered", "The authority is considering ceasing the plan"
    MOVE_LEARNED = (
        "move_learned",
        "The authority learned that the family is moving to another authority",
    )
    TRANSFERRED_IN = "transferred_in", "The plan was transferred from another authority"
    COMPLAINT_RECEIVED = "complaint_received", "A complaint was received"
    # Request and decision to assess
    NOTIFIED_CONSIDERING = (
        "notified_considering",
        "The family was told that the authority is considering the request",
    )
    TOLD_WILL_ASSESS = "told_will_assess", "The family was told that the authority will assess"
    TOLD_WILL_REASSESS = (
        "told_will_reassess",
        "The family was told that the authority will re-assess",
    )
    # Advice
    EXISTING_ADVICE_USED = (
        "existing_advice_used",
        "Existing advice is used, agreed by author, authority and family",
    )
    ADVICE_REQUESTED = "advice_requested", "Advice was requested"
    ADVICE_ACKNOWLEDGED = "advice_acknowledged", "The service said that it has the request"
    ADVICE_PROMISED = (
        "advice_promised",
        "The service said when its late advice comes",
    )
    APPOINTMENT_MISSED = "appointment_missed", "An appointment for the advice was missed"
    ADVICE_REQUEST_RETURNED = (
        "advice_request_returned",
        "The service sent the request back to us",
    )
    ADVICE_RECEIVED = "advice_received", "Advice was received"
    ADVICE_ACCEPTED = "advice_accepted", "Advice was accepted"
    ADVICE_SENT_BACK = "advice_sent_back", "Advice was sent back for rework"
    NIL_REPLY = "nil_reply", "The service replied that it does not know the child"
    ADVICE_REQUEST_CANCELLED = "advice_request_cancelled", "The request for advice was cancelled"
    # The review of a plan
    PLAN_TAKEN_OVER = "plan_taken_over", "The plan under review came from another authority"
    EARLY_REVIEW_CALLED = "early_review_called", "An early review was called"
    REVIEW_ARRANGER_SET = "review_arranger_set", "It was settled who arranges the review"
    REVIEW_MEETING_FIXED = "review_meeting_fixed", "The review meeting was fixed"
    INVITATIONS_SENT = "invitations_sent", "The invitations to the review meeting were sent"
    REVIEW_ADVICE_RECEIVED = "review_advice_received", "Advice for the review was received"
    REVIEW_ADVICE_CIRCULATED = (
        "review_advice_circulated",
        "The advice for the review was circulated",
    )
    REVIEW_MEETING_HELD = "review_meeting_held", "The review meeting was held"
    REVIEW_REPORT_SENT = "review_report_sent", "The report of the review meeting was sent"
    TOLD_WILL_MAINTAIN = "told_will_maintain", "The family was told that the plan stays as it is"
    TOLD_WILL_AMEND = "told_will_amend", "The family was told that the plan will be amended"
    REVIEW_DECIDED_TO_CEASE = (
        "review_decided_to_cease",
        "The family was told after the review that the plan will cease",
    )
    AMENDMENT_NOTICE_SENT = (
        "amendment_notice_sent",
        "The notice of the proposed amendments was sent",
    )
    # The plan in draft
    DECIDED_TO_ISSUE = "decided_to_issue", "The authority decided to issue a plan"
    DRAFT_SERVED = "draft_served", "The draft plan was served"
    REPRESENTATIONS_RECEIVED = (
        "representations_received",
        "The family's representations were received",
    )
    DRAFT_MEETING_REQUESTED = (
        "draft_meeting_requested",
        "The family asked for a meeting about the draft",
    )
    DRAFT_MEETING_HELD = "draft_meeting_held", "The meeting about the draft was held"
    PREFERENCE_RECEIVED = (
        "preference_received",
        "The family said which school or college it prefers",
    )
    SETTING_CONSULTED = "setting_consulted", "A school or college was consulted"
    SETTING_REPLIED = "setting_replied", "A school or college replied to the consultation"
    # Ceasing
    CEASE_CONSULTED = "cease_consulted", "Family and setting were consulted about ceasing the plan"
    # What it came to, after all that was done before on that day
    TOLD_WILL_NOT_ASSESS = (
        "told_will_not_assess",
        "The family was told that the authority will not assess",
    )
    TOLD_WILL_NOT_REASSESS = (
        "told_will_not_reassess",
        "The family was told that the authority will not re-assess",
    )
    TOLD_NO_PLAN = "told_no_plan", "The family was told that no plan will be issued"
    TOLD_WILL_CEASE = "told_will_cease", "The family was told that the plan will cease"
    DECIDED_NOT_TO_CEASE = "decided_not_to_cease", "The authority decided not to cease the plan"
    TRANSFER_LETTER_SENT = (
        "transfer_letter_sent",
        "The family was told what happens with the plan transferred",
    )
    PLAN_FINALISED = "plan_finalised", "The final plan was made and sent"
    TRANSFER_PLAN_FINALISED = (
        "transfer_plan_finalised",
        "The plan was made final for the next phase",
    )
    AMENDED_PLAN_FINALISED = "amended_plan_finalised", "The amended plan was made final and sent"
    DECIDED_NOT_TO_AMEND = (
        "decided_not_to_amend",
        "The family was told that the plan will not be amended after all",
    )
    # Once a plan is in place
    PROVISION_SECURED = "provision_secured", "The provision in the plan was secured"
    SETTING_ADMITTED = "setting_admitted", "The named school or college admitted the child"
    DIRECT_PAYMENT_STARTED = "direct_payment_started", "The first direct payment was made"
    DIRECT_PAYMENT_REVIEWED = "direct_payment_reviewed", "The direct payments were reviewed"
    DIRECT_PAYMENT_REFUSED = (
        "direct_payment_refused",
        "The authority decided not to make direct payments",
    )
    DIRECT_PAYMENT_REASONS_SENT = (
        "direct_payment_reasons_sent",
        "The reasons for refusing direct payments were sent",
    )
    COMMISSIONER_MOVE_LEARNED = (
        "commissioner_move_learned",
        "The health commissioner learned that the family moved to another's area",
    )
    COMMISSIONER_CHANGE_LEARNED = (
        "commissioner_change_learned",
        "The health commissioner learned that it is no longer responsible",
    )
    COMMISSIONER_CHANGE_TOLD = (
        "commissioner_change_told",
        "The change of health commissioner was told",
    )
    NEW_COMMISSIONER_AWARE = (
        "new_commissioner_aware",
        "The new health commissioner learned that it is responsible",
    )
    NEW_COMMISSIONER_ASKED = (
        "new_commissioner_asked",
        "The new health commissioner asked for an assessment or review",
    )
    RELEASED = "released", "The detained person was released"
    RELEASE_REVIEWED = "release_reviewed", "The plan was reviewed after release"
    # Mediation
    MEDIATION_CONTACTED = "mediation_contacted", "The family contacted the mediation adviser"
    MEDIATION_DECLINED = (
        "mediation_declined",
        "The family told the mediation adviser that it does not want mediation",
    )
    MEDIATION_REQUESTED = (
        "mediation_requested",
        "The family told the authority that it wants mediation",
    )
    MEDIATION_HEALTH_ISSUES_TOLD = (
        "mediation_health_issues_told",
        "The family told the authority its health issues for mediation",
    )
    COMMISSIONER_TOLD_OF_MEDIATION = (
        "commissioner_told_of_mediation",
        "The health commissioner was told of the mediation",
    )
    MEDIATION_CANNOT_BE_ARRANGED = (
        "mediation_cannot_be_arranged",
        "The authority said that it cannot arrange mediation in time",
    )
    MEDIATION_HELD = "mediation_held", "The mediation was held"
    MEDIATION_CONCLUDED = "mediation_concluded", "The mediation was concluded"
    MEDIATION_CERTIFICATE_ISSUED = (
        "mediation_certificate_issued",
        "The mediation certificate was issued",
    )
    MEDIATION_AGREED = "mediation_agreed", "An agreement was reached in mediation"
    COMMISSIONER_TOLD_AUTHORITY = (
        "commissioner_told_authority",
        "The health commissioner told the authority of the agreement",
    )
    AGREEMENT_CARRIED_OUT = "agreement_carried_out", "The mediation agreement was carried out"
    # Appeal
    APPEAL_REGISTERED = "appeal_registered", "An appeal was registered"
    APPEAL_SENT_TO_AUTHORITY = (
        "appeal_sent_to_authority",
        "The Tribunal sent the appeal to the authority",
    )
    TRIBUNAL_RESPONSE_SENT = (
        "tribunal_response_sent",
        "The authority sent its response to the Tribunal",
    )
    APPEAL_UNOPPOSED = (
        "appeal_unopposed",
        "The authority told the Tribunal that it will not oppose the appeal",
    )
    APPEAL_WITHDRAWN = "appeal_withdrawn", "The appeal was withdrawn"
    APPEAL_DISMISSED = "appeal_dismissed", "The appeal was dismissed"
    TRIBUNAL_ORDERED = "tribunal_ordered", "The Tribunal made an order"
    PLAN_CONTINUED = "plan_continued", "The plan was continued as the Tribunal ordered"
    RECOMMENDATION_MADE = (
        "recommendation_made",
        "The Tribunal made a recommendation on health or social care",
    )
    RECOMMENDATION_ANSWERED = "recommendation_answered", "The recommendation was answered"
    # Complaint
    COMPLAINT_ACKNOWLEDGED = "complaint_acknowledged", "The complaint was acknowledged"
    COMPLAINT_ANSWERED = "complaint_answered", "The complaint was answered"
    COMPLAINT_ESCALATED = "complaint_escalated", "The complaint went to the next stage"
    REMEDY_AGREED = "remedy_agreed", "A remedy was agreed"
    REMEDY_DONE = "remedy_done", "The remedy was carried out"
    COMPLAINT_CLOSED = "complaint_closed", "The complaint was closed"
    # What ends a case
    PLAN_CEASED = "plan_ceased", "The plan ceased"
    PLAN_TRANSFERRED = "plan_transferred", "The plan was transferred to another authority"
    NO_LONGER_NEEDED = "no_longer_needed", "What opened the case no longer stands"
    WITHDRAWN = "withdrawn", "The request was withdrawn"
    MOVED_OUT = "moved_out", "The child moved to another authority"
    DIED = "died", "The child died"
    # Beside the journey
    EXCEPTION_CLAIMED = "exception_claimed", "A statutory exception was claimed"
    EXCEPTION_APPROVED = "exception_approved", "A statutory exception was approved"
    EXCEPTION_REFUSED = "exception_refused", "A claimed exception was refused"
    PANEL_DECIDED = "panel_decided", "The panel decided"
    CONTACT_LOGGED = "contact_logged", "Contact with the family or a service was logged"
    NOTE_ADDED = "note_added", "A note was added"
    OFFICER_CHANGED = "officer_changed", "The case changed hands"
    CORRECTED = "corrected", "An earlier entry was corrected"


STARTS = frozenset(
    {
        Kind.REQUEST_RECEIVED,
        Kind.BECAME_RESPONSIBLE,
        Kind.DETAINED_REQUEST_RECEIVED,
        Kind.DETAINED_BROUGHT_TO_ATTENTION,
        Kind.ASSESSMENT_ORDERED,
        Kind.REASSESSMENT_REQUESTED,
        Kind.REASSESSMENT_DECIDED,
        Kind.PLAN_FIRST_MADE,
        Kind.PLAN_LAST_REVIEWED,
        Kind.AMENDMENT_PROPOSED,
        Kind.PHASE_TRANSFER_TO_SCHOOL_DUE,
        Kind.PHASE_TRANSFER_TO_POST16_DUE,
        Kind.POST16_MOVE_PLANNED,
        Kind.CEASING_CONSIDERED,
        Kind.MOVE_LEARNED,
        Kind.TRANSFERRED_IN,
        Kind.COMPLAINT_RECEIVED,
    }
)
"""What opens a case, each in the journey whose table names it. A start never resets."""

ENDS = frozenset(
    {
        Kind.PLAN_CEASED,
        Kind.PLAN_TRANSFERRED,
        Kind.NO_LONGER_NEEDED,
        Kind.WITHDRAWN,
        Kind.MOVED_OUT,
        Kind.DIED,
    }
)
"""Events after which no limit of the journey runs any longer."""

_EVERY = tuple(Kind)
DISPUTES = frozenset(
    _EVERY[_EVERY.index(Kind.MEDIATION_CONTACTED) : _EVERY.index(Kind.RECOMMENDATION_ANSWERED) + 1]
)
"""Mediation and appeal, which can go on after the plan they are about has ceased."""

ABOUT_A_REQUEST = frozenset(
    {
        Kind.ADVICE_REQUESTED,
        Kind.ADVICE_ACKNOWLEDGED,
        Kind.ADVICE_PROMISED,
        Kind.APPOINTMENT_MISSED,
        Kind.ADVICE_REQUEST_RETURNED,
        Kind.ADVICE_RECEIVED,
        Kind.ADVICE_ACCEPTED,
        Kind.ADVICE_SENT_BACK,
        Kind.NIL_REPLY,
        Kind.ADVICE_REQUEST_CANCELLED,
    }
)
"""The coming and going of one piece of advice."""

_ORDER = {kind: place for place, kind in enumerate(Kind)}
_ADVICE_PLACE = _ORDER[Kind.ADVICE_REQUESTED]
_CLAIMED_PLACE = _ORDER[Kind.EXCEPTION_CLAIMED]
_ABOUT_EXCEPTIONS = frozenset(
    {Kind.EXCEPTION_CLAIMED, Kind.EXCEPTION_APPROVED, Kind.EXCEPTION_REFUSED}
)


def place_on_a_day(kind: Kind) -> int:
    """Give the place of a kind among the events of one day.

    The coming and going of one piece of advice keeps the order in which it was put on record, since
    advice can come, go back and come again on a single day; so does what is said of an exception.
    """
    if kind in ABOUT_A_REQUEST:
        return _ADVICE_PLACE
    return _CLAIMED_PLACE if kind in _ABOUT_EXCEPTIONS else _ORDER[kind]


class UnknownKind(Refusal):
    """A name that is not a kind of event."""


def kind_named(name: str) -> Kind:
    """Find a kind by its name as typed: case, hyphens and spaces do not matter.

    Raises:
        UnknownKind: no such kind; the message lists the nearest names.
    """
    plain = name.strip().lower().replace("-", "_").replace(" ", "_")
    try:
        return Kind(plain)
    except ValueError:
        from difflib import get_close_matches

        near = get_close_matches(plain, [kind.value for kind in Kind], n=3, cutoff=0.5)
        hint = f" Did you mean {' or '.join(near)}?" if near else ""
        every = ", ".join(kind.value for kind in Kind)
        raise UnknownKind(
            f"'{name}' is not a kind of event.{hint} The kinds are: {every}."
        ) from None
