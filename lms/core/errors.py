"""The one exception whose text is shown to people."""


class DomainError(Exception):
    """A rule of the product said no. The message is a Vietnamese sentence that says what to do."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message
