"""Tags that templates load by the name of their module."""
