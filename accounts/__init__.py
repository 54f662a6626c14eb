"""People, organisations, memberships, roles, invitations, partner links and API keys."""
