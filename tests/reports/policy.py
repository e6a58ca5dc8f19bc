"""The council whose policy the tests of the report go by."""

from config.council import read_council

COUNCIL = read_council()
