"""What the portal needs of the system itself: each missing part is named with the command that installs it.

Called by install.py and by the tests' runner. Standard library alone, so that it runs before anything is installed.
As root on Debian the missing parts are installed, and it says so.
"""

from __future__ import annotations

import ctypes
import os
import re
import shutil
import subprocess
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

NODE_AT_LEAST = 18
FONT_FOLDERS = ("/usr/share/fonts", "/usr/local/share/fonts", "~/.fonts", "~/.local/share/fonts")


@dataclass(frozen=True)
class Part:
    """One part of the system: whether it is there, what it is for, and the Debian packages that bring it."""

    name: str
    purpose: str
    packages: tuple[str, ...]
    there: Callable[[], bool]

    def sentence(self) -> str:
        """What to tell a person who has to install it."""
        return f"{self.name} is missing: {self.purpose}. Install it with: apt-get install {' '.join(self.packages)}"


def program(*names: str) -> str | None:
    """The path of the first of these programs that is on the path or in PostgreSQL's own folders."""
    folders = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: -float(path.parent.name))
    path = os.pathsep.join([os.environ.get("PATH", os.defpath), *map(str, folders), "/usr/sbin", "/usr/local/sbin"])
    return next(filter(None, (shutil.which(name, path=path) for name in names)), None)


def loads(*libraries: str) -> bool:
    """Whether the system finds all these shared libraries."""
    try:
        for library in libraries:
            ctypes.CDLL(library)
    except OSError:
        return False
    return True


def node_is_recent() -> bool:
    """Whether Node.js and npm are there, in a release that the styles build with."""
    if not (program("node") and program("npm")):
        return False
    said = subprocess.run(["node", "--version"], capture_output=True, text=True, check=False).stdout
    found = re.match(r"v(\d+)", said)
    return found is not None and int(found.group(1)) >= NODE_AT_LEAST


def has_sans_font() -> bool:
    """Whether a sans-serif font with the widths of Arial, or DejaVu, is installed for the PDF."""
    names = ("LiberationSans-Regular.ttf", "Arial.ttf", "arial.ttf", "DejaVuSans.ttf")
    return any(next(Path(folder).expanduser().rglob(name), None) for folder in FONT_FOLDERS for name in names)


def chromium() -> str | None:
    """The path of Chromium or Chrome."""
    return program("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


NODE = Part(
    f"Node.js {NODE_AT_LEAST} or newer, with npm",
    "it builds the styles",
    ("nodejs", "npm"),
    node_is_recent,
)
PANGO = Part(
    "Pango",
    "it sets the text of the PDF",
    ("libpango-1.0-0", "libpangoft2-1.0-0", "libharfbuzz0b", "libharfbuzz-subset0"),
    lambda: loads("libpango-1.0.so.0", "libpangoft2-1.0.so.0", "libharfbuzz.so.0", "libharfbuzz-subset.so.0"),
)
FONTS = Part("A sans-serif font", "the PDF is set in it", ("fonts-liberation", "fontconfig"), has_sans_font)
POSTGRESQL = Part(
    "PostgreSQL",
    "the tests run on a private one",
    ("postgresql",),
    lambda: bool(program("initdb") and program("postgres")),
)
REDIS = Part(
    "Redis", "the tests run on a private one", ("redis-server",), lambda: bool(program("redis-server", "valkey-server"))
)
CHROMIUM = Part("Chromium", "the browser tests drive it", ("chromium",), lambda: bool(chromium()))

TO_RUN = (NODE, PANGO, FONTS)
TO_TEST = (POSTGRESQL, REDIS, CHROMIUM)


def can_install() -> bool:
    """Whether missing parts can be installed here and now: as root, on Debian or what is made of it."""
    return hasattr(os, "geteuid") and os.geteuid() == 0 and shutil.which("apt-get") is not None


def missing(parts: Sequence[Part]) -> list[Part]:
    """The parts that are not there, after installing them where that can be done."""
    absent = [part for part in parts if not part.there()]
    if absent and can_install():
        install(sorted({package for part in absent for package in part.packages}))
        absent = [part for part in absent if not part.there()]
    return absent


def install(packages: Sequence[str]) -> None:
    """Install Debian packages as root, saying so. A failure is left for the caller's next look to find."""
    print(f"Installing from Debian: {' '.join(packages)} (running as root)", flush=True)
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    options = ["-qq", "-o", "DPkg::Lock::Timeout=300", "-o", "Dpkg::Use-Pty=0"]
    for command in (["update"], ["install", "-y", "--no-install-recommends", *packages]):
        done = subprocess.run(["apt-get", *options, *command], env=environment, stdout=subprocess.DEVNULL, check=False)
        if done.returncode:
            print(f"apt-get {command[0]} failed with exit code {done.returncode}.", flush=True)
