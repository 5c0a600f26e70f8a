"""Pages about people: join a city, the people of a city, invitations, one's profile."""
