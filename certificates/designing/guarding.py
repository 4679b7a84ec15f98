"""The database keeps versions of designs and their pictures as they are, whoever writes."""

from lms.core.guards import Guard

VERSIONS = Guard("certificates_paperdesignversion", "a version of a design is never changed")
PICTURES = Guard("certificates_paperpicture", "a picture of papers is never changed")
