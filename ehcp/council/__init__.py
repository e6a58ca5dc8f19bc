"""The council as the rooms take it: its policy, with the changes made at the counter."""
