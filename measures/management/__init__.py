"""What a person at the console may do with the month."""
