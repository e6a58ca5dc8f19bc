"""The promises that the software keeps, in the same rooms as the code."""
