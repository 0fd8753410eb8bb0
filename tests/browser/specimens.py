"""A page with every component, and its addresses; ROOT_URLCONF of the tests of the design."""

from __future__ import annotations

import datetime as dt

import django_tables2 as tables
from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.template import engines
from django.urls import include, path

from portal.design.forms import DateField

PAGE = """{% extends "design/base.html" %}{% load design django_tables2 %}
{% block title %}Every component{% endblock %}
{% block body_class %}app-wide{% endblock %}
{% block breadcrumbs %}{% breadcrumbs "Scorecard" "/" "Every component" %}{% endblock %}
{% block content %}
<span class="app-caption">November 2023</span><h1 class="govuk-heading-l">Every component</h1>
<ul class="app-figures">{% figure "Due" 4 "by 12 December" "/" "red" %}{% figure "Approved" 2 "of 9" "" "green" %}</ul>
<p>{% status "Green" "circle" "green" %} {% status "Amber" "triangle" "amber" %} {% status "Red" "diamond" "red" %}
{% status "Not rated" "ring" "grey" %} {% status "Improving" "up" "blue" %} {% tag "Draft" "grey" %}</p>
{% scroll_region "The scorecard, can be scrolled" %}<table class="app-table app-table--compact">
<thead><tr>{% sort_header "Measure" "title" %}{% for month in months %}<th scope="col">{{ month }}</th>{% endfor %}</tr>
</thead><tbody>{% for number in numbers %}<tr><th scope="row">Contacts {{ number }}</th>{% for month in months %}
<td class="app-number">9{{ number }}.{{ forloop.counter }}%</td>{% endfor %}</tr>{% endfor %}</tbody></table>
{% endscroll_region %}
{% render_table table %}
{% tabs "Contents" %}{% tab "figures" "Figures" %}<h2>Figures</h2>{% summary_list rows %}{% endtab %}
{% tab "history" "History" %}<h2>History</h2>{% timeline events %}{% endtab %}{% endtabs %}
<div id="job">{% progress "Making the paper" "/progress/" "running" 3 10 %}</div>
{% empty_state "Nothing is due" %}<p class="govuk-body">December opens on 4 January.</p>{% endempty_state %}
{% details "What the target is" %}Set in April.{% enddetails %}{% inset %}Lower.{% endinset %}
{% warning %}You can not change a figure after it is signed.{% endwarning %}
<form method="post" novalidate>
{% csrf_token %}{{ form }}{% button "Save" %}{% link_button "Back" "/" "secondary" %}</form>
{% endblock %}"""


class Entry(forms.Form):
    """One field of each kind."""

    name = forms.CharField(label="Full name", help_text="As papers print it")
    figure = forms.DecimalField(widget=forms.NumberInput(attrs={"width": 5, "suffix": "%"}))
    why = forms.CharField(label="Why has it happened?", max_length=40, widget=forms.Textarea(attrs={"rows": 3}))
    due = DateField(label="Due date")
    decision = forms.ChoiceField(choices=[("yes", "Approve"), ("no", "Send back")], widget=forms.RadioSelect)
    sections = forms.MultipleChoiceField(choices=[("1", "One"), ("2", "Two")], widget=forms.CheckboxSelectMultiple)
    period = forms.ChoiceField(choices=[("", "Choose"), ("11", "November")])
    extract = forms.FileField(label="The extract")
    secret = forms.CharField(widget=forms.PasswordInput)
    checked = forms.BooleanField(label="I have checked the figures")


class Measures(tables.Table):
    """A list of more than one page."""

    caption = "Measures that are due"
    ref = tables.Column("Reference")
    title = tables.Column("Measure")


def every_component(request: HttpRequest) -> HttpResponse:
    """Show every component once."""
    messages.success(request, "The figures were sent.")
    messages.error(request, "Someone else changed this first.")
    table = Measures([{"ref": f"1.{row}", "title": "Contacts decided within one working day"} for row in range(60)])
    tables.RequestConfig(request, paginate={"per_page": 5}).configure(table)
    context = {
        "form": Entry(request.POST or None),
        "table": table,
        "months": [f"{month}-23" for month in ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct")],
        "numbers": range(1, 9),
        "navigation": [{"text": "My measures", "url": "/", "current": True}, {"text": "Editions", "url": "/e/"}],
        "rows": [{"key": "Unit", "value": "percent"}, {"key": "Owner", "value": "A Person", "url": "/"}],
        "events": [{"title": "Sent back", "at": dt.datetime(2023, 12, 4, 15, 2, tzinfo=dt.UTC), "by": "B Person"}],
    }
    return HttpResponse(engines["django"].from_string(PAGE).render(context, request))


def progress(request: HttpRequest) -> HttpResponse:
    """Answer that the work is done."""
    source = '{% load design %}{% progress "Making the paper" "/progress/" "done" message="The paper is ready." %}'
    return HttpResponse(engines["django"].from_string(source).render({}, request))


urlpatterns = [
    path("", every_component, name="home"),
    path("progress/", progress),
    path("account/", include("portal.accounts.urls")),
    path("", include("portal.design.urls")),
]
