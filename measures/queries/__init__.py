"""Reads that span models, one subject a file, each scoped to a person's standing.

Called by the views, the API and `portal.home`. Calls the models, `series`, `permissions` and the rules; writes nothing.
"""
