"""What Parliament says: time limits, how their days are counted, and what excuses missing them."""
