"""Addresses of the workspace, and of the public city pages."""
