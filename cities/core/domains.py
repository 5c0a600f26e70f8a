"""E-mail domains: which ones tell where a person works."""

from typing import Final

PUBLIC_DOMAINS: Final = frozenset(
    {
        "aol.com",
        "bol.com.br",
        "gmail.com",
        "gmx.com",
        "googlemail.com",
        "hotmail.com",
        "icloud.com",
        "live.com",
        "mail.com",
        "me.com",
        "msn.com",
        "outlook.com",
        "outlook.es",
        "proton.me",
        "protonmail.com",
        "terra.com.br",
        "uol.com.br",
        "videotron.ca",
        "yahoo.ca",
        "yahoo.com",
        "yahoo.com.ar",
        "yahoo.com.br",
        "yahoo.com.mx",
        "yahoo.es",
        "zoho.com",
    }
)
"""Domains anybody can have an address at: sharing one says nothing."""


def domain_of(email: str) -> str:
    """Return the lower-case domain of an address, or "" where there is none."""
    return email.rpartition("@")[2].lower() if "@" in email else ""


def is_public_domain(domain: str) -> bool:
    return domain in PUBLIC_DOMAINS
