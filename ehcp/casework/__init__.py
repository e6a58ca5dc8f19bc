"""What a person may do with a case: one function per act."""
