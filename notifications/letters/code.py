"""E16: a code for whoever opens a link or signs in without a password, and nothing else."""

from datetime import timedelta

from notifications.letter import Letter

NAME = "code"

LETTER = Letter(
    name=NAME,
    number="E16",
    says="to a person who opens a link or signs in without a password, their code",
    leads_to="",
    urgent=True,
    good_for=timedelta(minutes=10),
    keeps_words=False,
    foot="",
)
