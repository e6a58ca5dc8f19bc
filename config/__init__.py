"""What differs here: this machine's settings, this council's policy, the clock and the logs."""
