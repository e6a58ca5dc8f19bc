"""Who answers from outside the council: the links and codes they come with, and the families."""
