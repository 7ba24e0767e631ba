from django.db import migrations

KINDS = [
    ("website", "Website", ""),
    ("paper", "Paper", ""),
    ("arxiv", "arXiv", "https://arxiv.org/abs/{}"),
    ("pdf", "PDF", ""),
    ("doi", "DOI", "https://doi.org/{}"),
    ("openreview", "OpenReview", "https://openreview.net/forum?id={}"),
    ("hal", "HAL", "https://hal.science/{}"),
    ("video", "Video", ""),
    ("talk", "Talk", ""),
    ("slides", "Slides", ""),
    ("poster", "Poster", ""),
    ("code", "Code", ""),
    ("data", "Data", ""),
    ("model", "Model", ""),
    ("demo", "Demo", ""),
    ("supplement", "Supplement", ""),
    ("blog", "Blog post", ""),
    ("press", "Press", ""),
]


def add_kinds(apps, schema_editor):
    kind = apps.get_model("publications", "PublicationLinkKind")
    for place, (key, label, pattern) in enumerate(KINDS, 1):
        kind.objects.get_or_create(
            key=key, defaults={"label": label, "url_pattern": pattern, "position": place * 10}
        )


class Migration(migrations.Migration):
    dependencies = [("publications", "0001_initial")]
    operations = [migrations.RunPython(add_kinds, migrations.RunPython.noop)]
