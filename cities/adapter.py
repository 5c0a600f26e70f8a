"""How allauth acts in this portal."""

from allauth.account.adapter import DefaultAccountAdapter


class AccountAdapter(DefaultAccountAdapter):
    """Account pages and mails in the portal's own words."""
