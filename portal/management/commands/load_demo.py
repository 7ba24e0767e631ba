"""manage.py load_demo: the demo lab, made if it is not there."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from portal.demo.loader import load_demo
from portal.kit.text import join_names
from publications.models import Publication
from researchers.models import Lab, NewsItem, Project, Researcher


class Command(BaseCommand):
    help = (
        "Load the demo: a real researcher's page with its papers, people and labs. What is there "
        "already stays as it is, so running it again changes nothing."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--images",
            type=Path,
            metavar="FOLDER",
            help="Take pictures from this folder where it has them, instead of drawing them.",
        )

    def handle(self, *, images: Path | None, **options: Any) -> None:
        if images and not images.is_dir():
            message = f"{images} is not a folder. Give the folder that holds the pictures."
            raise CommandError(message)
        made = load_demo(images=images)
        if not made:
            self.stdout.write("The demo is already here.")
            return
        counts = [
            f"{made[model]} {word if made[model] == 1 else words}"
            for model, word, words in (
                (Publication, "publication", "publications"),
                (Researcher, "person", "people"),
                (Lab, "lab", "labs"),
                (Project, "project", "projects"),
                (NewsItem, "line of news", "lines of news"),
            )
            if made[model]
        ]
        rest = sum(made.values())
        self.stdout.write(f"Demo: {join_names(counts) or f'{rest} missing rows'} loaded.")
