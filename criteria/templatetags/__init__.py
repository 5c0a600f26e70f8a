"""Words for what a standard asks."""
