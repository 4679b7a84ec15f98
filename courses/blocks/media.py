"""Pictures."""

from wagtail.blocks import CharBlock, StructBlock
from wagtail.images.blocks import ImageChooserBlock


class PictureBlock(StructBlock):
    """A picture with words for those who cannot see it."""

    image = ImageChooserBlock(label="Hình")
    alt = CharBlock(label="Mô tả cho người không nhìn thấy hình", max_length=250)
    caption = CharBlock(label="Chú thích", required=False, max_length=200)

    class Meta:
        label = "Hình"
        icon = "image"
        template = "courses/blocks/picture.html"
        description = "Một hình vẽ hoặc ảnh, có mô tả bằng lời."
