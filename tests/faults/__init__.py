"""Processes killed at random moments: nothing is lost, nothing happens twice."""
