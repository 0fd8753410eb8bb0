"""The pages on which the performance team keeps the catalogue."""
