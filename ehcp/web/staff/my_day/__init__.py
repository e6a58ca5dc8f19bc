"""My day: what a caseworker looks at first."""
