"""What the room of letters promises."""
