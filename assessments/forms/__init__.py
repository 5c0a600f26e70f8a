"""Text -> typed values, for the workspace and for the review desk."""
