"""Every write about people and cities. Each is one transaction; `by` is who acts."""

from cities.services.directory import Loaded, load_cities, save_city
from cities.services.invitations import (
    accept_invitation,
    invite,
    resend_invitation,
    revoke_invitation,
)
from cities.services.memberships import (
    approve,
    change_role,
    decline,
    end_membership,
    request_membership,
    withdraw_request,
)
from cities.services.people import (
    add_person,
    change_address,
    create_person,
    grant_role,
    revoke_role,
    set_active,
    update_profile,
)

__all__ = [
    "Loaded",
    "accept_invitation",
    "add_person",
    "approve",
    "change_address",
    "change_role",
    "create_person",
    "decline",
    "end_membership",
    "grant_role",
    "invite",
    "load_cities",
    "request_membership",
    "resend_invitation",
    "revoke_invitation",
    "revoke_role",
    "save_city",
    "set_active",
    "update_profile",
    "withdraw_request",
]
