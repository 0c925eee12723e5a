"""Drives hubs as browsers do, and measures what that costs."""
