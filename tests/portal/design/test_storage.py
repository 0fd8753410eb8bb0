"""Static files under names that hold their hash, our own script's imports too."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import portal.design
from portal.design.storage import HashedStaticFiles

BUILT = Path(portal.design.__file__).parent / "static"


def test_our_script_imports_the_hashed_name_of_what_was_built(tmp_path: Path) -> None:
    shutil.copytree(BUILT, tmp_path, dirs_exist_ok=True)
    storage = HashedStaticFiles(location=str(tmp_path), base_url="/static/")
    names = [str(path.relative_to(tmp_path)) for path in tmp_path.rglob("*") if path.is_file()]
    results = list(storage.post_process({name: (storage, name) for name in names}))
    script = (tmp_path / storage.stored_name("design/portal.js")).read_text()
    imported = re.findall(r'from "\./(built/govuk-frontend\.min\.[0-9a-f]{12}\.js)"', script)
    assert len(imported) == 1
    assert (tmp_path / "design" / imported[0]).exists()
    assert [made for _, _, made in results if isinstance(made, Exception)] == []


def test_what_was_built_holds_nothing_that_is_reserved_for_gov_uk() -> None:
    styles = (BUILT / "design/built/portal.css").read_text()
    assert not re.search(r"GDS Transport|crest|crown|@font-face|url\(", styles, re.IGNORECASE)
