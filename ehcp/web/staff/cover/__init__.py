"""Cover: who looks after whose cases, and on which days."""
