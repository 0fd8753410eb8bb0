"""The forms of the measures, one subject a file.

They take text and choices; reading and checking a figure is the actions’ part. Called by the views only.
"""
