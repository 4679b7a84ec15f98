"""What a PDF says, page by page, as somebody else's reader has it."""

import pypdfium2


def pages_of(drawn: bytes) -> list[str]:
    """The text of each page, its white space made one."""
    with pypdfium2.PdfDocument(drawn) as document:
        found = []
        for page in document:
            text = page.get_textpage()
            found.append(" ".join(text.get_text_bounded().split()))
            text.close()
            page.close()
    return found
