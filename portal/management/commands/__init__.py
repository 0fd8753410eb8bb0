"""The site's own commands, one a module. Called by manage.py."""
