"""What every form of the measures is: it leaves checking to the portal, and says what is too long in plain words."""

from __future__ import annotations

from django import forms


class PlainForm(forms.Form):
    """A form whose sentences are the portal's own, not the browser's and not Django's."""

    use_required_attribute = False

    def full_clean(self) -> None:
        """Read what was sent; a text that is too long is named, with how long it may be."""
        for name, field in self.fields.items():
            longest = getattr(field, "max_length", None)
            if longest and "max_length" not in field.error_messages:
                label = str(self[name].label).replace("%", "%%")  # Django puts the numbers in with the % operator
                said = f"“{label}” is too long: at most {longest:,} characters. It has %(show_value)d."
                field.error_messages["max_length"] = said
        super().full_clean()
