"""Every write about assessments."""
