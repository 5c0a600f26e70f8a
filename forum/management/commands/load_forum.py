"""Make the forum's rooms for the practice areas of the current standard."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from criteria.core.texts import LANGUAGES
from criteria.models import Standard
from criteria.queries import get_standard
from forum.services import ensure_categories


class Command(BaseCommand):
    help = "Makes the forum's categories; those that stand keep their names."

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            standard = get_standard(settings.CURRENT_STANDARD)
        except Standard.DoesNotExist:
            raise CommandError(
                f"The standard {settings.CURRENT_STANDARD} is not loaded: run load_standard first."
            ) from None
        made = ensure_categories(
            areas=standard.areas,
            translated={
                language: get_standard(standard.code, language).areas for language in LANGUAGES
            },
        )
        self.stdout.write(f"forum: {made} categories made" if made else "forum: nothing to make")
