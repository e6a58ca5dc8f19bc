"""Cases: the list, one case on one screen, and every act on it."""
