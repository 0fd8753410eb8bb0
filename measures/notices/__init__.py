"""What people are told by mail.

`reminders`, `asked`, `comments`, `editions` and `early` read who is to hear what, `mail` writes it down and sends it
once a day; `letters` are about one thing.
"""
