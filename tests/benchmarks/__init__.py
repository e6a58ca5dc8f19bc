"""Measures against a limit, in turn, in one run; printed as ratios and never asserted."""
