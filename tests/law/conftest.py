"""What the tests of the law ask of Hypothesis: as many examples as ever, but no stopwatch."""

from hypothesis import settings

# The first example of a run loads the bank holidays, and two cores are shared by every worker: a
# limit of 200 ms for one example would fail for reasons that have nothing to do with the law.
settings.register_profile("law", deadline=None)
settings.load_profile("law")
