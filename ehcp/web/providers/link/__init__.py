"""The link in a letter: opened with a code that goes to the letter's own mailbox."""
