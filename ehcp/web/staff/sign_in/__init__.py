"""Signing in and out, and what somebody sees to of their own account."""
