from django.db import migrations

KINDS = [
    ("email", "Email", "mailto:{}"),
    ("cv", "CV", ""),
    ("google-scholar", "Google Scholar", "https://scholar.google.com/citations?user={}"),
    ("orcid", "ORCID", "https://orcid.org/{}"),
    ("semantic-scholar", "Semantic Scholar", "https://www.semanticscholar.org/author/{}"),
    ("dblp", "DBLP", "https://dblp.org/pid/{}.html"),
    ("openalex", "OpenAlex", "https://openalex.org/{}"),
    ("linkedin", "LinkedIn", "https://www.linkedin.com/in/{}/"),
    ("github", "GitHub", "https://github.com/{}"),
    ("gitlab", "GitLab", "https://gitlab.com/{}"),
    ("hugging-face", "Hugging Face", "https://huggingface.co/{}"),
    ("mastodon", "Mastodon", ""),
    ("bluesky", "Bluesky", "https://bsky.app/profile/{}"),
    ("x", "X", "https://x.com/{}"),
    ("web", "Website", ""),
]


def add_kinds(apps, schema_editor):
    kind = apps.get_model("researchers", "ProfileLinkKind")
    for place, (key, label, pattern) in enumerate(KINDS, 1):
        kind.objects.get_or_create(
            key=key, defaults={"label": label, "url_pattern": pattern, "position": place * 10}
        )


class Migration(migrations.Migration):
    dependencies = [("researchers", "0001_initial")]
    operations = [migrations.RunPython(add_kinds, migrations.RunPython.noop)]
