"""Words: paragraphs, headings and the four boxes of a lesson."""

from wagtail.blocks import CharBlock, RichTextBlock, StructBlock

FEATURES = ["h3", "bold", "italic", "ol", "ul", "link"]


class TextBlock(RichTextBlock):
    """Plain paragraphs and lists."""

    def __init__(self, **kwargs: object) -> None:
        super().__init__(**{"features": FEATURES, **kwargs})

    class Meta:
        label = "Đoạn văn"
        icon = "pilcrow"
        template = "courses/blocks/text.html"
        preview_value = "<p>Hỏi AI cũng như hỏi người hàng xóm biết nhiều chuyện.</p>"
        description = "Chữ, danh sách, liên kết."


class HeadingBlock(CharBlock):
    """A heading inside a lesson."""

    class Meta:
        label = "Đề mục"
        icon = "title"
        template = "courses/blocks/heading.html"
        preview_value = "AI học từ đâu?"
        description = "Mở một phần mới của bài."


class _BoxBlock(StructBlock):
    """A titled box; subclasses say what for."""

    title = CharBlock(label="Tên", max_length=120)
    text = TextBlock(label="Nội dung")

    class Meta:
        form_classname = "struct-block"


class SituationBlock(_BoxBlock):
    """A story that the learner knows from life."""

    class Meta:
        label = "Tình huống"
        icon = "user"
        template = "courses/blocks/situation.html"
        preview_value = {"title": "Bà Lan hỏi chuyện cái điện thoại", "text": "<p>Chiều ấy…</p>"}
        description = "Một câu chuyện gần gũi, mỗi bài một."


class TryItBlock(_BoxBlock):
    """One thing to do now, on one's own phone."""

    class Meta:
        label = "Làm thử"
        icon = "edit"
        template = "courses/blocks/try_it.html"
        preview_value = {"title": "Hỏi câu đầu tiên", "text": "<ol><li>Mở trợ lý AI.</li></ol>"}
        description = "Một việc làm thử, mỗi bài một."


class RememberBlock(TextBlock):
    """What to keep in mind."""

    class Meta:
        label = "Nhớ nhé"
        icon = "list-ul"
        template = "courses/blocks/remember.html"
        preview_value = "<ul><li>AI có thể sai.</li></ul>"
        description = "Ba bốn điều cần nhớ, cuối bài."


class CalloutBlock(TextBlock):
    """One thing to mind."""

    class Meta:
        label = "Ô lưu ý"
        icon = "warning"
        template = "courses/blocks/callout.html"
        preview_value = "<p>Không gõ số căn cước vào AI.</p>"
        description = "Một điều cần để ý, đặt giữa bài."
