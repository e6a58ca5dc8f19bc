"""The tracker of annual reviews: each plan becomes its open review and its phase transfer."""
