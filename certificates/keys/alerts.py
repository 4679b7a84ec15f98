"""What this box says to officers: the machine that signs has no key to sign with."""

from collections.abc import Iterator
from datetime import date

from django.utils import timezone

from certificates.keys.models import IssuerKey
from lms.core.alerting import Alert, Bounds


def alerts_on(day: date, bounds: Bounds) -> Iterator[Alert]:
    """One while the worker does not find the key that signs; the province's to look at."""
    missing = IssuerKey.objects.filter(used_until__isnull=True, missing_since__isnull=False)
    for kid, moment in missing.values_list("kid", "missing_since"):
        since = timezone.localtime(moment)
        yield Alert(
            "issuer_key",
            "Máy ký không mở được khóa của đơn vị cấp",
            f"Từ {since:%H:%M, %d/%m/%Y} không thấy hoặc không mở được tệp của khóa {kid}. Giấy "
            "mới, huy hiệu và đầu sổ công khai phải chờ, muộn nhất là từ lúc máy khởi động lại.",
            "Báo người vận hành ngay: đưa tệp khóa trở lại từ bản sao lưu, hoặc đổi khóa mới.",
            about=f"{kid}:{since:%Y%m%d%H%M}",
        )
