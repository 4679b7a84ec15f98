"""The floor: the least that Django can do for a page of each kind."""
