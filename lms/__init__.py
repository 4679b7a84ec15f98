"""The top of the house (urls, celery, settings) and its ground (lms.core)."""

from lms.celery import app as celery_app

__all__ = ["celery_app"]
