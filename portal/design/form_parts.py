"""What a field of a form is made of, and its errors as sentences. Called by the template tags; imports only Django."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, TypeGuard

from django import forms
from django.forms.boundfield import BoundField
from django.forms.formsets import BaseFormSet
from django.forms.utils import ErrorList
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.text import capfirst

from portal.design.forms import DateWidget

# What our own templates read, and placeholders: a hint stays on the page when something is typed, they do not.
UNPRINTED: Final = frozenset({"class", "width", "label_size", "prefix", "suffix", "inline", "small", "placeholder"})
NUMERIC_ONLY: Final = frozenset({"step", "min", "max"})
PATTERNS: Final[Sequence[tuple[type[forms.Widget], str]]] = (
    (forms.CheckboxSelectMultiple, "checkboxes"),
    (forms.RadioSelect, "radios"),
    (forms.CheckboxInput, "checkbox"),
    (DateWidget, "date"),
    (forms.Textarea, "textarea"),
    (forms.PasswordInput, "password"),
    (forms.FileInput, "file"),
    (forms.Select, "select"),
)
COMPONENT_CLASSES: Final[Mapping[str, str]] = {
    "password": "govuk-password-input",
    "character count": "govuk-character-count",
}
CONTROL_CLASSES: Final[Mapping[str, str]] = {
    "checkbox": "govuk-checkboxes__input",
    "password": "govuk-password-input__input govuk-js-password-input-input",
    "character count": "govuk-js-character-count",
}


@dataclass(frozen=True)
class ErrorLine:
    """One line of the error summary: the sentence, and the id of the field that it sends the reader to."""

    text: str
    target: str = ""


def kind_of(field: BoundField) -> str:
    """Return which pattern draws the field: "input", "radios", "checkboxes", "checkbox", "date" and so on."""
    widget = field.field.widget
    kind = next((kind for widget_class, kind in PATTERNS if isinstance(widget, widget_class)), "input")
    return "character count" if kind == "textarea" and "maxlength" in widget.attrs else kind


def is_group(field: BoundField) -> bool:
    """Return whether several inputs share the field's label, which is then a legend."""
    return kind_of(field) in ("radios", "checkboxes", "date")


def group_class(field: BoundField) -> str:
    """Return the classes of the element around the field."""
    component = COMPONENT_CLASSES.get(kind_of(field), "")
    return " ".join(filter(None, ("govuk-form-group", "govuk-form-group--error" if field.errors else "", component)))


def described_by(field: BoundField) -> str:
    """Return the ids of the hint, the errors and the count of characters, in the order in which they are read."""
    parts = [
        (bool(field.help_text), "helptext"),
        (bool(field.errors), "error"),
    ]
    ids = [f"{field.auto_id}_{suffix}" for present, suffix in parts if present]
    if kind_of(field) == "character count":
        ids.append(f"{field.auto_id}-info")
    return " ".join(ids)


def control(field: BoundField) -> SafeString:
    """Return the field's input alone, tied to its hint and errors."""
    attrs: dict[str, Any] = {}
    if not is_group(field) and (ids := described_by(field)):
        attrs["aria-describedby"] = ids
    if behaviour := CONTROL_CLASSES.get(kind_of(field)):
        attrs["class"] = f"{field.field.widget.attrs.get('class', '')} {behaviour}".strip()
    if kind_of(field) == "password":
        attrs.update(spellcheck="false", autocapitalize="none")
    return field.as_widget(attrs=attrs)


def attributes(widget: Mapping[str, Any], base_class: str) -> SafeString:
    """Return the attributes of a widget's element: its own classes joined to the component's."""
    attrs: dict[str, Any] = dict(widget["attrs"])
    component = base_class.split(maxsplit=1)[0]
    classes = [base_class]
    if attrs.get("aria-invalid"):
        classes.append(f"{component}--error")
    if "width" in attrs:
        classes.append(f"{component}--width-{attrs['width']}")
    if widget.get("type") == "number":
        attrs.setdefault("inputmode", "numeric" if str(attrs.get("step", "1")) == "1" else "decimal")
        attrs.setdefault("spellcheck", "false")
        attrs = {name: value for name, value in attrs.items() if name not in NUMERIC_ONLY}
        if "width" not in widget["attrs"]:
            classes.append(f"{component}--width-10")
    classes.append(str(attrs.get("class", "")))
    printed = {"class": " ".join(filter(None, classes))}
    printed |= {name: value for name, value in attrs.items() if name not in UNPRINTED and value is not False}
    return format_html_join("", "{}", ((_attribute(name, value),) for name, value in printed.items()))


def select_options(widget: Mapping[str, Any]) -> SafeString:
    """Return the options of a select, in their groups: a loop of a template takes five times as long over them."""
    return format_html_join("", "{}", ((_option_group(name, choices),) for name, choices, _ in widget["optgroups"]))


def _option_group(name: str | None, choices: Iterable[Mapping[str, Any]]) -> SafeString:
    options = format_html_join("", '\n  <option value="{}"{}>{}</option>', (_option(each) for each in choices))
    return format_html('\n  <optgroup label="{}">{}\n  </optgroup>', name, options) if name else options


def _option(option: Mapping[str, Any]) -> tuple[str, SafeString, Any]:
    said = {" selected": option["selected"], " disabled": option["attrs"].get("disabled")}
    return str(option["value"]), SafeString("".join(name for name, so in said.items() if so)), option["label"]


def _attribute(name: str, value: Any) -> SafeString:
    return format_html_join("", ' {}="{}"', [(name, value)]) if value is not True else SafeString(f" {name}")


BARE_DECIMAL: Final = forms.DecimalField.default_error_messages["invalid"]


def sentences(field: BoundField) -> list[str]:
    """Return the field's errors. Django's bare "This field is required." becomes a sentence that names the field."""
    return [_sentence(field, error.code, message) for error in field.errors.as_data() for message in error.messages]


def _sentence(field: BoundField, code: str | None, message: str) -> str:
    label = str(field.label)
    start = label if label[1:2].isupper() else label[:1].lower() + label[1:]
    if code == "required" and message == forms.Field.default_error_messages["required"]:
        return _required(label, start, kind_of(field))
    if code == "invalid" and isinstance(field.field, (forms.IntegerField, forms.DecimalField)):
        bare = message in (forms.IntegerField.default_error_messages["invalid"], BARE_DECIMAL)
        return f"{capfirst(label)} must be a number, like 42" if bare else message
    if code == "invalid" and isinstance(field.field, forms.DateField) and message.startswith("Enter a"):
        return f"Enter a real date: “{label}”" if label.endswith("?") else f"{capfirst(label)} must be a real date"
    return message


def _required(label: str, start: str, kind: str) -> str:
    if kind == "checkbox":
        return f"Tick “{label}”"
    if label.endswith("?"):
        return f"Answer “{label}”"
    return f"{'Select' if kind in ('radios', 'checkboxes', 'select', 'file') else 'Enter'} {start}"


def target_of(field: BoundField) -> str:
    """Return the id of the element that takes the focus when the field is in error."""
    return field.id_for_label or f"{field.auto_id}_0"


def error_lines(sources: Iterable[object]) -> list[ErrorLine]:
    """Return every error of these forms and formsets, in the order in which the fields stand on the page."""
    return [line for source in sources for line in _lines_of(source)]


def _lines_of(source: object) -> list[ErrorLine]:
    if isinstance(source, forms.BaseForm):
        return _lines_of_form(source)
    if _is_formset(source):
        lines = [ErrorLine(str(error)) for error in source.non_form_errors()] if source.is_bound else []
        return lines + error_lines(source.forms)
    return []


def _is_formset(source: object) -> TypeGuard[BaseFormSet[forms.BaseForm]]:
    return isinstance(source, BaseFormSet)


def _lines_of_form(form: forms.BaseForm) -> list[ErrorLine]:
    if not form.is_bound or not form.errors:
        return []
    whole: ErrorList = form.non_field_errors()
    lines = [ErrorLine(str(error)) for error in whole]
    for field in form:
        target = "" if field.is_hidden else target_of(field)
        lines += [ErrorLine(text, target) for text in sentences(field)]
    return lines
