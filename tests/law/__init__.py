"""Promises about the law: dates, rules and exceptions come out as the law says."""
