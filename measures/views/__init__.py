"""The pages of the month: one subject a file. A view is one read or one action, and what it answers."""
