"""Reading standards: open to everybody, without an account and without JavaScript."""
