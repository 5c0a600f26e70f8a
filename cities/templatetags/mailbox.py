"""Where letters lie on an installation that sends none."""

from pathlib import Path

from django import template
from django.conf import settings

register = template.Library()


@register.simple_tag
def mail_folder() -> str:
    """Return the folder where letters are written, "" where they are really sent."""
    if not settings.EMAIL_WRITTEN_TO_FILES:
        return ""
    folder, base = Path(settings.EMAIL_FILE_PATH), Path(settings.BASE_DIR)
    return str(folder.relative_to(base) if folder.is_relative_to(base) else folder)
