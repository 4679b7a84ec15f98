"""Screens of the trainer register: lists, a file and what is done with it, and one's own."""
