from django.apps import AppConfig


class CertificatesConfig(AppConfig):
    name = "certificates"
    verbose_name = "Giấy chứng nhận"

    def ready(self) -> None:
        import certificates.badges.receivers
        import certificates.papers.receivers
        import certificates.signing.checks
        import certificates.signing.receivers
        import certificates.transparency.receivers  # noqa: F401  (who listens, and who warns)
        from certificates.papers.copies import KEPT
        from certificates.signing.selectors import signed_bytes

        KEPT.append(signed_bytes)
