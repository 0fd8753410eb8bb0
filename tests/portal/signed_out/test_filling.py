"""What was typed, put back into the form of a page."""

from __future__ import annotations

import pytest
from django.http import QueryDict
from hypothesis import given
from hypothesis import strategies as st

from portal.signed_out.filling import fill
from tests.portal.design.rendering import Node, tree

PAGE = """<form method="get"><input name="why" value="a search"></form>
<form method="post" action="/here/close/"><textarea name="why">
</textarea></form>
<form method="post"><input type="hidden" name="csrfmiddlewaretoken" value="secret"><input type="hidden" name="version" value="4">
<input type="text" name="figure" value="80%" class="box"><input name="day_0"><input name="day_1"><textarea name="why" rows="3">
As it was &amp; is.</textarea>
<select name="unit"><option value="percent" selected>%</option><option value="count">Count</option></select>
<input type="radio" name="kind" value="a" checked><input type="radio" name="kind" value="b">
<input type="checkbox" name="who" value="1" checked><input type="checkbox" name="who" value="2"><input type="checkbox" name="who" value="3">
<input type="file" name="file"><button name="do" value="save">Save</button></form>"""  # noqa: E501 - as templates write it


def filled(query: str, sent_to: str = "/here/") -> tuple[Node, list[tuple[str, str]]]:
    page, left = fill(PAGE, QueryDict(query), at="/here/", sent_to=sent_to)
    return tree(page), left


def test_each_box_has_what_was_typed_into_it_and_nothing_else_changes() -> None:
    page, left = filled("version=3&figure=81%25&why=Snow.%0AAgain.&unit=count&kind=b&who=2&who=3&do=save")
    form = page.select("form")[2]
    assert form.one("input[name=figure]").get("value") == "81%"
    assert form.one("input[name=figure]").get("class") == "box"
    assert form.one("textarea").text == "Snow. Again."
    assert [option["value"] for option in form.select("option[selected]")] == ["count"]
    assert [radio["value"] for radio in form.select("input[type=radio][checked]")] == ["b"]
    assert [box["value"] for box in form.select("input[type=checkbox][checked]")] == ["2", "3"]
    assert form.one("input[name=csrfmiddlewaretoken]")["value"] == "secret"
    assert page.select("form")[0].one("input")["value"] == "a search"
    assert page.select("form")[1].one("textarea").text == ""
    assert left == []


def test_the_version_that_the_person_saw_comes_back_so_that_nothing_is_written_over() -> None:
    assert filled("version=3&figure=81")[0].one("input[name=version]")["value"] == "3"


def test_it_is_put_into_the_form_from_which_it_was_sent() -> None:
    page, _ = filled("why=It+is+done.", "/here/close/")
    assert [box.text for box in page.select("textarea")] == ["It is done.", "As it was & is."]


def test_what_has_no_box_any_more_is_told() -> None:
    assert filled("part_3=North&unit=rate&figure=81&do=save&version=2")[1] == [("Part 3", "North"), ("Unit", "rate")]
    assert filled("text=Why+so+few%3F", "/here/comment/")[1] == [("Text", "Why so few?")]


@given(st.text(alphabet=st.characters(codec="utf-8", exclude_characters="\x00\r"), max_size=200))
@pytest.mark.parametrize("name", ["why", "figure"])
def test_whatever_was_typed_is_back_as_text(name: str, text: str) -> None:
    sent = QueryDict(mutable=True)
    sent.update({"version": "4", "unit": "count", name: text})
    page = fill(PAGE, sent, at="/here/", sent_to="/here/")[0]
    again = {"why": f">\n{_escaped(text)}</textarea>", "figure": f'name="figure" value="{_escaped(text)}" class="box">'}
    assert again[name] in page


def _escaped(text: str) -> str:
    signs = {"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#x27;"}
    return "".join(signs.get(sign, sign) for sign in text)
