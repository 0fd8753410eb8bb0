"""The pages of what is published: one subject a file. Each is one query or one action, one answer."""
