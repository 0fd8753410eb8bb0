"""How every figure is worked out: pure functions on plain values and data frames.

Called by everything above it. Imports the vocabulary, and neither Django nor the clock.
"""
