"""Every write to standards: from files, from uploads, and the two steps that nobody takes back."""

from criteria.services.drafts import Uploaded, upload_edition
from criteria.services.editions import Change, Loaded, load_standard, store_edition
from criteria.services.publishing import (
    close_standard,
    obstacles_to_close,
    obstacles_to_publish,
    publish_standard,
    shown_hash,
)

__all__ = [
    "Change",
    "Loaded",
    "Uploaded",
    "close_standard",
    "load_standard",
    "obstacles_to_close",
    "obstacles_to_publish",
    "publish_standard",
    "shown_hash",
    "store_edition",
    "upload_edition",
]
