"""Which design a paper takes, and a version as what is drawn."""

from datetime import date
from functools import lru_cache

from django.db.models import F, OuterRef, QuerySet, Subquery

from certificates.designing.models import PaperDesign, PaperDesignVersion, PaperPicture
from certificates.drawing.facts import Kind
from certificates.drawing.palette import MAIN
from certificates.drawing.setting import Picture, Setting, Signatory


def design_for(*, course_id: int | None, kind: Kind, day: date) -> PaperDesignVersion | None:
    """The version after which a paper of this kind and course is issued on that day.

    That of the course goes before that of all courses, the later before the earlier; None when no
    design is in use, and papers look as they do by default. One query.
    """
    versions = PaperDesignVersion.objects.filter(
        design__kind=kind.value, design__used_from__lte=day
    )
    ours = versions.filter(design__course=course_id) if course_id else versions.none()
    meant = ours | versions.filter(design__course__isnull=True)
    return meant.order_by(
        F("design__course").desc(nulls_last=True), "-design__used_from", "-number"
    ).first()


def setting_of(version: PaperDesignVersion) -> Setting:
    """The version as it is drawn; its pictures are read once a process."""
    signatories = [
        Signatory(post, name, picture(hand))
        for post, name, hand in (
            (version.first_post, version.first_name, version.first_hand_id),
            (version.second_post, version.second_name, version.second_hand_id),
        )
        if name
    ]
    return Setting(
        design=version.drawing,
        title=version.title,
        body_above=version.body_above,
        place=version.place,
        signatories=tuple(signatories),
        seal=picture(version.seal_id),
        background=picture(version.background_id),
        main=version.main,
        english=version.english,
    )


def picture(digest: str | None) -> Picture | None:
    """The picture of this name. What a name means never changes, so it may be remembered."""
    return _picture(digest) if digest else None


@lru_cache(32)
def _picture(digest: str) -> Picture:
    return PaperPicture.objects.get(pk=digest).picture


def newest(design: PaperDesign) -> PaperDesignVersion | None:
    """The version that papers of today would take."""
    return design.versions.order_by("-number").first()


def worn_by_others(kind: Kind) -> list[tuple[Kind, str]]:
    """The colours that papers of other kinds wear, by default and by design. One query."""
    latest = PaperDesignVersion.objects.filter(design=OuterRef("pk")).order_by("-number")
    used = PaperDesign.objects.filter(used_from__isnull=False).exclude(kind=kind.value)
    chosen = used.annotate(main=Subquery(latest.values("main")[:1])).values_list("kind", "main")
    return [
        *((other, MAIN[other]) for other in Kind if other != kind),
        *((Kind(other), main) for other, main in chosen if main),
    ]


def designs() -> QuerySet[PaperDesign]:
    """All designs for a list, with the number and the moment of their newest version."""
    latest = PaperDesignVersion.objects.filter(design=OuterRef("pk")).order_by("-number")
    return PaperDesign.objects.select_related("course").annotate(
        newest=Subquery(latest.values("number")[:1]),
        saved_at=Subquery(latest.values("saved_at")[:1]),
        drawing=Subquery(latest.values("drawing")[:1]),
    )
