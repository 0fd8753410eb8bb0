"""What is measured, and the month: the rules, the rows, the actions and the pages."""
