"""The only writers of the month: one file a subject. Keyword-only, `by=`, atomic; tasks are queued on commit."""
