"""Standards in the admin: to look at for all who may open it, to write for program managers."""

from criteria.admin import records, standards

__all__ = ["records", "standards"]
