"""The scorecards of the services that give advice, for the meeting and for the ICB."""
