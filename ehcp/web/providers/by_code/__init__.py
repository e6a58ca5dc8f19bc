"""Signing in without a password: a code goes to the mailbox of somebody from outside."""
