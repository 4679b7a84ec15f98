"""The public page, the open data, the read API, and the desk of who answers for them."""
