"""Rows -> core values, one function for each thing a page needs."""
