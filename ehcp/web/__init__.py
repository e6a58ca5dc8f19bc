"""The counter: the web pages at which the council's people work."""
