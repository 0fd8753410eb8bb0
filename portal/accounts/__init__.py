"""Who may sign in, and how. Roles are not held here: a role is a dated row in `measures`."""
