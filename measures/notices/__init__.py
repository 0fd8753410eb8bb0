"""What people are told by mail.

`reminders` and `comments` read who is to hear what, `mail` writes it down and sends it; `letters` are about one thing.
"""
