"""Accounts: who may sign in."""

from django.contrib import admin
from django.contrib.auth.admin import UserAdmin

from .models import User


@admin.register(User)
class AccountAdmin(UserAdmin):
    list_display = [
        "username", "email", "first_name", "last_name", "is_active", "is_staff", "is_superuser",
        "last_login", "date_joined",
    ]  # fmt: skip
    list_filter = ["is_active", "is_staff", "is_superuser", "groups"]
    list_per_page = 50
    save_on_top = True
    show_full_result_count = False
    ordering = ["username"]
