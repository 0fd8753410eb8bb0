"""Forms in the patterns of GOV.UK: the renderer behind `{{ form }}`, and the date in three boxes.

May be called by any form. Named in the settings as FORM_RENDERER. Imports nothing of the project.

A widget may carry these attributes, which are read here and never printed: `width` (characters: 2, 3, 4, 5, 10,
20 or 30), `label_size` ("s", "m", "l"), `prefix`, `suffix`, `inline` and `small` (radios and check boxes).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any, Final

from django import forms
from django.forms.renderers import DjangoTemplates
from django.template.base import Template

WIDGETS: Final = "django/forms/widgets/"
ONE_LINE: Final = ("text", "number", "email", "url", "password", "tel", "search", "date", "datetime", "time", "color")
REPLACED: Final[Mapping[str, str]] = {
    **{f"{WIDGETS}{name}.html": "design/widgets/input.html" for name in ONE_LINE},
    f"{WIDGETS}file.html": "design/widgets/file.html",
    f"{WIDGETS}clearable_file_input.html": "design/widgets/file.html",
    f"{WIDGETS}textarea.html": "design/widgets/textarea.html",
    f"{WIDGETS}select.html": "design/widgets/select.html",
    f"{WIDGETS}checkbox.html": "design/widgets/checkbox.html",
    f"{WIDGETS}radio.html": "design/widgets/radio.html",
    f"{WIDGETS}checkbox_select.html": "design/widgets/checkboxes.html",
    "django/forms/errors/list/default.html": "design/forms/errors.html",
    "django/forms/errors/list/ul.html": "design/forms/errors.html",
}


class GovukRenderer(DjangoTemplates):
    """Renders forms, fields and Django's own widgets in the patterns of GOV.UK; other widgets as they are."""

    form_template_name = "design/forms/form.html"
    field_template_name = "design/forms/field.html"

    def get_template(self, template_name: str) -> Template:
        """Return the template of that name, or the one that stands in for it."""
        template: Template = super().get_template(REPLACED.get(template_name, template_name))
        return template


class DateWidget(forms.MultiWidget):
    """Day, month and year in three boxes. Gives "year-month-day", or nothing when all three are empty."""

    template_name = "design/widgets/date.html"
    use_fieldset = True

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        boxes: dict[str, forms.Widget | type[forms.Widget]] = {
            name: forms.TextInput(attrs={"inputmode": "numeric", "width": 4 if name == "year" else 2})
            for name in ("day", "month", "year")
        }
        super().__init__(widgets=boxes, attrs=attrs)

    def decompress(self, value: Any) -> list[Any]:
        """Return [day, month, year] of a date, or of the text that was typed."""
        if isinstance(value, dt.date):
            return [value.day, value.month, value.year]
        parts = str(value or "").split("-")
        return [*reversed(parts)] if len(parts) == 3 else [None, None, None]

    def value_from_datadict(self, data: Mapping[str, Any], files: Any, name: str) -> str:  # type: ignore[override]
        """Return what was typed as year-month-day, as `DateField` reads it."""
        day, month, year = super().value_from_datadict(data, files, name)
        return f"{year or ''}-{month or ''}-{day or ''}" if (day or month or year) else ""


class DateField(forms.DateField):
    """A date typed in three boxes."""

    widget = DateWidget

    def __init__(self, **options: Any) -> None:
        options.setdefault("input_formats", ["%Y-%m-%d"])
        super().__init__(**options)
