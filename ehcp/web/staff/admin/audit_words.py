"""What was done, as the page of the audit record says it."""

ACTS = {
    "viewed": "Looked at a case",
    "viewed as at a day": "Looked at a case as at a day",
    "viewed who looked": "Looked at who looked",
    "recorded": "Put something on record",
    "opened": "Opened a case",
    "agreed an action": "Agreed an action",
    "settled an action": "Settled an action",
    "acknowledged an alert": "Acknowledged an alert",
    "put a case on an agenda": "Put a case on an agenda",
    "took a case off an agenda": "Took a case off an agenda",
    "recorded a panel's decision": "Recorded a panel’s decision",
    "restricted": "Restricted a case",
    "restriction_lifted": "Lifted a restriction",
    "seal_opened": "Opened a restricted case with a reason",
    "cover_set": "Set a cover",
    "cover_ended": "Ended a cover",
    "signed_in": "Signed in",
    "signed_out": "Signed out",
    "sign_in_failed": "Failed to sign in",
    "locked_out": "Was locked out",
    "password_changed": "Changed their password",
    "second_factor_set": "Set up codes",
    "user_added": "Added a user",
    "user_changed": "Changed a user",
    "password_reset": "Reset a password",
    "second_factor_reset": "Reset somebody’s codes",
    "unlocked": "Unlocked a user",
    "council_account": "Changed a user to a council account",
    "key_made": "Made a key",
    "key_ended": "Ended a key",
    "changed_policy": "Changed how the council works",
    "changed_words": "Changed the words of a letter",
    "changed_service": "Changed a service",
    "family_contact_added": "Added somebody of a family to write to",
    "family_contact_changed": "Changed whom we write to in a family",
    "family_contact_ended": "Ended writing to somebody of a family",
    "allocated": "Gave a request to somebody of the service",
    "viewed the queue": "Looked at the queue of a service",
    "downloaded the queue": "Downloaded the queue of a service",
    "calendar_made": "Made an address for a calendar",
    "calendar_ended": "Ended the address for a calendar",
    "downloaded_audit": "Downloaded the audit record",
}


def act_in_words(act: str) -> str:
    """Say what was done."""
    plain = act.replace("_", " ")
    return ACTS.get(act) or plain[:1].upper() + plain[1:]
