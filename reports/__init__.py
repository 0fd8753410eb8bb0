"""The second app: editions of signed months, and the files made of them."""
