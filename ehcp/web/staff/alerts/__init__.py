"""Alerts: the limits that call for a person, and acknowledging them with a reason and a day."""
