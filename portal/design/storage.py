"""How static files are stored: under names that hold their hash. Named in the settings (STORAGES)."""

from __future__ import annotations

from typing import Final

from whitenoise.storage import CompressedManifestStaticFilesStorage

# Our own script's imports of what was built; Django's own switch for this also rewrites, and breaks, htmx.
OWN_IMPORTS: Final = (
    r"""(?P<matched>import (?P<names>\{[^}]*\}) from "(?P<url>\./built/[^"]+)";)""",
    'import %(names)s from "%(url)s";',
)


class HashedStaticFiles(CompressedManifestStaticFilesStorage):
    """Hashes the imports of our own script too, so that a page never runs an old part of a new script."""

    patterns = (*CompressedManifestStaticFilesStorage.patterns, ("*.js", (OWN_IMPORTS,)))
