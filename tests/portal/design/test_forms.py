"""`{{ form }}` gives the patterns of GOV.UK, and every error leads to its field."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django import forms

from portal.design.form_parts import sentences
from portal.design.forms import DateField
from tests.portal.design.rendering import Node, render, tree


class Entry(forms.Form):
    numerator = forms.IntegerField(widget=forms.NumberInput(attrs={"width": 5}))
    share = forms.DecimalField(required=False, widget=forms.NumberInput(attrs={"suffix": "%"}))
    why = forms.CharField(label="Why has it happened?", max_length=40, widget=forms.Textarea, help_text="The cause.")
    due = DateField(label="Due date", help_text="For example, 27 3 2024")
    decision = forms.ChoiceField(choices=[("yes", "Approve"), ("no", "Send back")], widget=forms.RadioSelect)
    sections = forms.MultipleChoiceField(choices=[("1", "One"), ("2", "Two")], widget=forms.CheckboxSelectMultiple)
    period = forms.ChoiceField(choices=[("", "Choose"), ("11", "November")])
    extract = forms.FileField(label="The extract")
    checked = forms.BooleanField(label="I have checked the figures")


def page(data: dict[str, Any] | None = None) -> Node:
    return tree(render("{% error_summary form %}{{ form }}", form=Entry(data)))


def test_every_input_has_a_label_or_a_legend() -> None:
    found = page()
    labelled = {label.get("for") for label in found.select("label")}
    inputs = [node.get("id") for node in found.select("input, select, textarea")]
    assert set(inputs) <= labelled
    assert [legend.text for legend in found.select("legend")] == ["Due date", "Decision", "Sections"]


def test_a_hint_and_an_error_are_read_with_their_field() -> None:
    found = page({})
    described = found.one("#id_why")["aria-describedby"].split()
    assert described == ["id_why_helptext", "id_why_error", "id_why-info"]
    for target in described:
        assert found.one(f"#{target}") is not None
    group = found.select("fieldset")[0]
    assert group.get("aria-describedby") == "id_due_helptext id_due_error"


def test_every_line_of_the_summary_leads_to_an_element_that_takes_the_focus() -> None:
    found = page({})
    links = found.select(".govuk-error-summary a")
    assert len(links) == 8
    for link in links:
        target = found.one(link["href"])
        assert target.tag in {"input", "select", "textarea"}


def test_an_empty_answer_is_asked_for_by_the_name_of_its_field() -> None:
    lines = [item.text for item in page({}).select(".govuk-error-summary li")]
    assert lines == [
        "Enter numerator",
        "Answer “Why has it happened?”",
        "Enter due date",
        "Select decision",
        "Select sections",
        "Select period",
        "Select the extract",
        "Tick “I have checked the figures”",
    ]


def test_a_form_without_errors_has_no_summary() -> None:
    assert not page().select(".govuk-error-summary")


def test_errors_of_the_whole_form_stand_in_the_summary() -> None:
    form = Entry({})
    form.add_error(None, "The figures do not fit together.")
    summary = tree(render("{% error_summary form %}", form=form)).select(".govuk-error-summary li")
    assert summary[0].text == "The figures do not fit together."


def test_the_summary_takes_several_forms_and_formsets() -> None:
    formset = forms.formset_factory(Entry, extra=1)(
        {"form-TOTAL_FORMS": "1", "form-INITIAL_FORMS": "0", "form-0-numerator": "many"}
    )
    lines = tree(render("{% error_summary a b nothing %}", a=Entry({}), b=formset)).select("li a")
    assert "id_form-0-numerator" in {line["href"].removeprefix("#") for line in lines}


def test_a_number_is_typed_as_text_so_that_nothing_typed_is_lost_and_scrolling_changes_nothing() -> None:
    box = page({"numerator": "4O"}).one("#id_numerator")
    assert (box.get("type"), box.get("value"), box.get("inputmode")) == ("text", "4O", "numeric")
    assert "govuk-input--width-5" in box["class"]
    assert "govuk-input--error" in box["class"]


def test_a_wrong_number_is_named() -> None:
    assert "Numerator must be a number, like 42" in page({"numerator": "4O"}).text


def test_a_sentence_of_the_field_itself_stands_and_a_question_is_not_made_one() -> None:
    class Asked(forms.Form):
        lag = forms.IntegerField(
            label="Months until it is final", error_messages={"invalid": "Enter a whole number from 0 to 36."}
        )
        taken = forms.DateField(label="When was it taken?")

    form = Asked({"lag": "x", "taken": "soon"})
    assert sentences(form["lag"]) == ["Enter a whole number from 0 to 36."]
    assert sentences(form["taken"]) == ["Enter a real date: “When was it taken?”"]


def test_a_suffix_stands_beside_its_box_and_is_not_an_attribute() -> None:
    found = page()
    assert found.select(".govuk-input__suffix")[0].text == "%"
    assert found.one("#id_share").get("suffix") is None


def test_a_long_answer_counts_its_characters() -> None:
    group = page().select("[data-module=govuk-character-count]")[0]
    assert group.get("data-maxlength") == "40"
    assert "You can enter up to 40 characters" in group.text
    assert "govuk-js-character-count" in group.select("textarea")[0]["class"]


def test_choices_are_radios_and_check_boxes_with_what_was_chosen() -> None:
    found = page({"decision": "no", "sections": ["1", "2"]})
    assert [box.get("value") for box in found.select(".govuk-radios__input[checked]")] == ["no"]
    assert len(found.select(".govuk-checkboxes[data-module=govuk-checkboxes]")) == 2


def test_a_check_box_by_itself_stays_visible() -> None:
    assert 'class="app-checkbox"' in str(Entry()["checked"])


@pytest.mark.parametrize(
    ("day", "month", "year", "expected"),
    [("27", "3", "2024", dt.date(2024, 3, 27)), ("01", "01", "2023", dt.date(2023, 1, 1))],
)
def test_a_date_is_read_from_its_three_boxes(day: str, month: str, year: str, expected: dt.date) -> None:
    form = Entry({"due_day": day, "due_month": month, "due_year": year})
    form.is_valid()
    assert form.cleaned_data["due"] == expected


def test_a_date_that_is_none_is_refused_and_stays_as_typed() -> None:
    found = page({"due_day": "31", "due_month": "2", "due_year": "2024"})
    assert "Due date must be a real date" in found.text
    boxes = [found.one(f"#id_due_{place}") for place in range(3)]
    assert [box.get("value") for box in boxes] == ["31", "2", "2024"]


def test_a_date_that_is_there_fills_its_boxes() -> None:
    found = tree(render("{{ form }}", form=Entry(initial={"due": dt.date(2024, 3, 27)})))
    assert [found.one(f"#id_due_{place}").get("value") for place in range(3)] == ["27", "3", "2024"]


def test_what_was_typed_is_escaped() -> None:
    assert "<script>" not in render("{{ form }}", form=Entry({"why": "<script>", "numerator": "<script>"}))


class Decision(forms.Form):
    """A choice of which one asks for more."""

    answer = forms.ChoiceField(choices=[("yes", "Yes"), ("no", "No")], widget=forms.RadioSelect)
    why = forms.CharField(label="Why not", widget=forms.Textarea)


def test_what_a_choice_asks_for_stands_under_that_choice_alone() -> None:
    found = tree(render("{% revealing form.answer no=form.why %}", form=Decision({"answer": "no"})))
    items = found.select(".govuk-radios > div")
    assert [item.get("class") for item in items] == [
        "govuk-radios__item",
        "govuk-radios__item",
        "govuk-radios__conditional app-revealed",
    ]
    assert items[2].select("textarea")[0].get("name") == "why"
    assert [radio.get("value") for radio in found.select("input[checked]")] == ["no"]
