"""Promises about settings, council policy, the clock and the logs."""
