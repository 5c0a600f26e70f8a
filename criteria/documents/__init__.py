"""Composes from values: the sentences that pages and files share, and files to take away."""
