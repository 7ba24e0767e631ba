"""The accounts people sign in with; who they are as researchers is said by Researcher.user."""

from django.contrib.auth.models import AbstractUser


class User(AbstractUser):
    """An account. An own model from the start: swapping it later costs every site a rescue."""
