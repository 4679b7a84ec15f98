"""What stands for an id in an address. Importing this module makes `<id:pk>` known."""

from django.urls import register_converter
from django.urls.converters import IntConverter


class IdConverter(IntConverter):
    """A number that every database can look up: not more than 18 digits."""

    regex = "[0-9]{1,18}"


register_converter(IdConverter, "id")
