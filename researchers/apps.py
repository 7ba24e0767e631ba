from django.apps import AppConfig


class ResearchersConfig(AppConfig):
    name = "researchers"
    verbose_name = "People and labs"

    def ready(self) -> None:
        from portal.kit.registry import discover
        from researchers import sections

        discover(sections)
