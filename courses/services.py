"""What changes the tree of courses beside its authors."""

from django.contrib.auth.models import Group, Permission
from django.db import transaction
from wagtail.models import Collection, GroupCollectionPermission, GroupPagePermission, Page, Site

from courses.models import CatalogPage, HomePage
from lms.core.roles import AUTHOR_GROUP


@transaction.atomic
def ensure_author_group() -> Group:
    """Wagtail's group of authors: they write, publish and upload below the home page, no more."""
    group, _ = Group.objects.get_or_create(name=AUTHOR_GROUP)
    group.permissions.add(Permission.objects.get(codename="access_admin"))
    home = HomePage.objects.get()
    for codename in ("add_page", "change_page", "publish_page"):
        permission = Permission.objects.get(
            codename=codename, content_type__app_label="wagtailcore"
        )
        GroupPagePermission.objects.get_or_create(group=group, page=home, permission=permission)
    root = Collection.get_first_root_node()
    for codename in ("add_image", "change_image", "choose_image"):
        permission = Permission.objects.get(codename=codename)
        GroupCollectionPermission.objects.get_or_create(
            group=group, collection=root, permission=permission
        )
    return group


@transaction.atomic
def ensure_site(*, hostname: str, port: int) -> CatalogPage:
    """The home page and the catalogue, made once; returns the catalogue."""
    home = HomePage.objects.first()
    if home is None:
        root = Page.objects.get(depth=1)
        root.get_children().delete()  # Wagtail's own welcome page
        root.refresh_from_db()
        home = root.add_child(
            instance=HomePage(
                title="Bình dân học AI",
                slug="trang-chu",
                lead="Mỗi bài mười lăm phút, ngay trên điện thoại. "
                "Người biết chỉ cho người chưa biết.",
            )
        )
        home.add_child(
            instance=CatalogPage(
                title="Các khóa học",
                slug="khoa-hoc",
                lead="Bắt đầu từ khóa 1. Mỗi bài khoảng mười lăm phút, học lúc nào cũng được.",
            )
        )
    Site.objects.update_or_create(
        is_default_site=True,
        defaults={"hostname": hostname, "port": port, "root_page": home, "site_name": home.title},
    )
    return CatalogPage.objects.get()
