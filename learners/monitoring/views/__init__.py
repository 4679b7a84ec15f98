"""The screens of numbers, of what is to be reached, and of what stands behind a number."""
