"""Make the stored HTML of older posts anew, after the renderer changed."""

from typing import Any

from django.core.management.base import BaseCommand

from forum.services import render_posts


class Command(BaseCommand):
    help = "Renders again every post that an older renderer wrote; safe to run at any time."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"forum: {render_posts()} posts rendered")
