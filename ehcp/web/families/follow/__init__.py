"""Following a case with its reference and a code: asking for both, and the page of the case."""
