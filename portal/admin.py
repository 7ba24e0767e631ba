"""The admin site itself: its name and what its front page says is there and incomplete."""

from django.conf import settings
from django.contrib import admin


class BylineAdminSite(admin.AdminSite):
    site_header = settings.SITE_NAME
    site_title = settings.SITE_NAME
    index_title = "What is here"
