"""Each component gives the HTML that assistive technology and the styles need."""

from __future__ import annotations

import datetime as dt

import pytest
from django.core.paginator import Paginator

from tests.portal.design.rendering import render, tree


def test_a_status_is_a_word_a_shape_and_a_colour() -> None:
    found = tree(render('{% status "Red" "diamond" "red" %}')).select(".app-status--red")[0]
    assert found.text == "Red"
    assert found.select("svg[aria-hidden=true] path")


@pytest.mark.parametrize(("shape", "tone"), [("star", "red"), ("circle", "pink")])
def test_a_status_that_the_design_does_not_have_is_refused(shape: str, tone: str) -> None:
    with pytest.raises(ValueError, match="The design has no status"):
        render("{% status word shape tone %}", word="Red", shape=shape, tone=tone)


def test_the_word_of_a_status_is_escaped() -> None:
    assert "<script>" not in render('{% status word "ring" "grey" %}', word="<script>")


def test_a_button_submits_once_and_carries_its_name() -> None:
    button = tree(render('{% button "Save draft" "secondary" name="save" value="draft" %}')).select("button")[0]
    assert (button.get("name"), button.get("value"), button.get("type")) == ("save", "draft", "submit")
    assert button.get("data-prevent-double-click") == "true"
    assert "govuk-button--secondary" in button["class"]


def test_a_link_that_looks_like_a_button_is_a_link() -> None:
    link = tree(render('{% link_button "Load the extract" "/load/" %}')).select("a.govuk-button")[0]
    assert link.get("href") == "/load/"


def test_breadcrumbs_end_with_this_page_and_no_link() -> None:
    found = tree(render('{% breadcrumbs "Scorecard" "/s/" "1.2" %}'))
    assert [link.get("href") for link in found.select("a")] == ["/s/"]
    assert found.select("[aria-current=page]")[0].text == "1.2"


def test_the_link_of_a_summary_row_says_what_it_changes() -> None:
    rows = [{"key": "Owner", "value": "A Person", "url": "/owner/"}, {"key": "Unit", "value": "percent"}]
    found = tree(render("{% summary_list rows %}", rows=rows))
    assert [link.text for link in found.select("a")] == ["Change Owner"]
    assert [key.text for key in found.select("dt")] == ["Owner", "Unit"]


def test_a_timeline_says_who_did_what_and_when() -> None:
    items = [
        {"title": "Sent back", "at": dt.datetime(2023, 12, 4, 15, 2, tzinfo=dt.UTC), "by": "D Price", "body": "Why"}
    ]
    found = tree(render("{% timeline items %}", items=items))
    assert found.select("li")[0].text == "Sent back 4 December 2023, 15:02 by D Price Why"
    assert found.select("time[datetime]")


def test_running_work_asks_for_itself_again_and_offers_a_link_without_scripts() -> None:
    found = tree(render('{% progress "Making the paper" "/paper/1/" "running" 3 10 %}'))
    part = found.select("[hx-get]")[0]
    assert part.get("hx-get") == "/paper/1/"
    assert found.select("progress[value='3'][max='10']")
    assert found.select("a[href='/paper/1/']") or found.select("a[href='']")


@pytest.mark.parametrize("state", ["done", "failed"])
def test_work_that_has_ended_asks_for_nothing(state: str) -> None:
    found = tree(render('{% progress "Making the paper" "/paper/1/" state message="Ended." %}', state=state))
    assert not found.select("[hx-get], progress")
    assert "Ended." in found.text


def test_tabs_are_links_to_their_panels_without_scripts() -> None:
    found = tree(
        render('{% tabs "Contents" %}{% tab "one" "One" %}1{% endtab %}{% tab "two" "Two" %}2{% endtab %}{% endtabs %}')
    )
    targets = [link.get("href") for link in found.select("a.govuk-tabs__tab")]
    assert targets == ["#one", "#two"]
    assert [panel.get("id") for panel in found.select(".govuk-tabs__panel")] == ["one", "two"]


def test_two_sets_of_tabs_on_a_page_keep_apart() -> None:
    one = '{% tabs "A" %}{% tab "a" "A" %}.{% endtab %}{% endtabs %}'
    other = '{% tabs "B" %}{% tab "b" "B" %}.{% endtab %}{% endtabs %}'
    lists = tree(render(one + other)).select("ul")
    assert [found.text for found in lists] == ["A", "B"]


def test_pagination_keeps_the_rest_of_the_address() -> None:
    page = Paginator(range(500), 50).page(3)
    found = tree(render("{% pagination page %}", query="?section=1&page=3", page=page))
    addresses = [link.get("href") for link in found.select("a")]
    assert "?section=1&page=4" in addresses
    assert found.select("[aria-current=page]")[0].text == "3"
    assert found.select(".govuk-pagination__item--ellipsis")


def test_a_list_of_one_page_has_no_pagination() -> None:
    assert not render("{% pagination page %}", page=Paginator(range(5), 50).page(1)).strip()


@pytest.mark.parametrize(
    ("query", "order", "next_order"),
    [("", None, "?sort=name"), ("?sort=name", "ascending", "?sort=-name"), ("?sort=-name", "descending", "?sort=name")],
)
def test_a_sorted_column_says_so_and_turns_round(query: str, order: str | None, next_order: str) -> None:
    header = tree(render('<table><tr>{% sort_header "Name" "name" %}</tr></table>', query=query)).select("th")[0]
    assert header.get("aria-sort") == order
    assert header.select("a")[0].get("href") == next_order


def test_wide_content_can_be_scrolled_by_keyboard() -> None:
    region = tree(render('{% scroll_region "The scorecard" %}<table></table>{% endscroll_region %}')).select(
        ".app-scroll"
    )[0]
    assert (region.get("tabindex"), region.get("role"), region.get("aria-label")) == ("0", "region", "The scorecard")


def test_block_components_hold_what_is_put_inside() -> None:
    source = (
        '{% details "More" %}<p>a</p>{% enddetails %}{% inset %}b{% endinset %}{% warning %}c{% endwarning %}'
        '{% panel "Signed" %}d{% endpanel %}{% empty_state "Nothing is due" %}<p>e</p>{% endempty_state %}'
    )
    found = tree(render(source))
    assert found.select("details summary")[0].text == "More"
    assert found.select(".govuk-inset-text")[0].text == "b"
    assert found.select(".govuk-warning-text__text")[0].text == "Warning c"
    assert found.select(".govuk-panel__body")[0].text == "d"
    assert found.one(".app-empty p").text == "e"


def test_no_component_brings_a_style_or_a_script_of_its_own() -> None:
    markup = render('{% status "Red" "diamond" "red" %}{% progress "P" "/p/" %}{% figure "Due" 4 "late" "/d/" "red" %}')
    assert not tree(markup).select("[style], style, script, [onclick]")


def test_an_email_address_breaks_before_its_sign_and_is_escaped() -> None:
    made = render("{% load design %}{{ address|breakable }}", address="a.person@example.org")
    assert made == "a.person<wbr>@example.org"
    assert render("{% load design %}{{ address|breakable }}", address="<b>@x") == "&lt;b&gt;<wbr>@x"
