"""Whole journeys of children, told in days."""
