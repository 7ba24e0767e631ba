from django.apps import AppConfig


class ResearchersConfig(AppConfig):
    name = "researchers"
    verbose_name = "People and labs"

    def ready(self) -> None:
        from researchers.sections import profile  # noqa: F401 -- registers the usual parts
