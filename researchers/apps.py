from django.apps import AppConfig


class ResearchersConfig(AppConfig):
    name = "researchers"
    verbose_name = "People and labs"

    def ready(self) -> None:
        from portal.kit.registry import discover
        from researchers import derive, sections, shelves  # noqa: F401 -- they register themselves

        discover(sections)
