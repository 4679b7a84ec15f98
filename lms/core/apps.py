from django.apps import AppConfig


class CoreConfig(AppConfig):
    name = "lms.core"
    label = "core"
    verbose_name = "Hệ thống"

    def ready(self) -> None:
        from allauth.mfa.signals import authenticator_added

        from lms.core import boxes, second_factor

        authenticator_added.connect(second_factor.remember_new)
        for acts in boxes.modules_named("acts"):
            acts.register()
