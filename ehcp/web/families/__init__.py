"""Pages for families, who follow their case with its reference and a code."""
