"""Promises of the weekly report."""
