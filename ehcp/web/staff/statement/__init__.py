"""What the counter says about itself to anyone."""
