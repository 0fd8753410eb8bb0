"""What people are told by mail: `reminders` reads who is to hear what, `mail` writes it down and sends it."""
