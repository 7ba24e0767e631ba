"""The accounts people sign in with; who they are as researchers is said by Researcher.user."""

from django.contrib.auth.models import AbstractUser


class User(AbstractUser):
    """An account. Our own model from the start, because swapping it later costs every site a rescue."""
