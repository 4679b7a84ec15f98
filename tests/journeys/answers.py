"""What a person who has read the lessons answers: looked up in the content files."""

from playwright.sync_api import Locator, Page

from courses.lesson_files import read_file
from courses.loading import course_folders
from learners.assessing.bank import CONTENT


def _known() -> dict[str, dict]:
    folders = [*course_folders(), CONTENT]
    files = [path for folder in folders for path in folder.glob("*.md")]
    questions = [question for path in files for question in read_file(path).questions]
    return {question["text"]: question for question in questions}


def answer_all(page: Page, *, wrong: int = 0) -> None:
    """Answer every question on the page, the first `wrong` ones with a wrong option."""
    known = _known()
    for place, fieldset in enumerate(page.locator("fieldset.question").all()):
        words = fieldset.locator("legend").inner_text()
        question = next(q for text, q in known.items() if words.endswith(text))
        _answer(fieldset, question, right=place >= wrong)


def _answer(fieldset: Locator, question: dict, *, right: bool) -> None:
    if question["kind"] == "ordering":
        steps = [option["text"] for option in question["options"]]
        for place, step in enumerate(steps if right else reversed(steps), start=1):
            fieldset.get_by_label(step, exact=True).select_option(str(place))
        return
    chosen = [o["text"] for o in question["options"] if o["correct"] is right]
    for text in chosen if right else chosen[:1]:
        fieldset.get_by_label(text, exact=True).check()
