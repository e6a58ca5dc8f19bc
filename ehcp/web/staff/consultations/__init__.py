"""Consultations of schools and colleges about one plan, as the caseworker sees them."""
