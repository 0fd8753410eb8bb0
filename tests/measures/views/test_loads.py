"""Loading the month's figures: seen before it is done, refused whole, people's own work left alone."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from measures.choices import SubmissionState
from measures.models import Event, Load, Upload
from tests.factories.council import OCTOBER, SLUG, Council
from tests.factories.sheets import as_xlsx

SignedIn = Callable[[str], Client]
ADDRESS = reverse("measures:load", args=[SLUG])
ROWS = [["ref", "month", "numerator", "denominator", "value"], ["1.1", "Nov-23", "79", "100", "79%"]]
EXTRACT = "ref,month,numerator,denominator,value\n1.1,Nov-23,79,100,79%\n2.1,Nov-23,93,100,93%\n"


def send(client: Client, content: str | bytes = EXTRACT, name: str = "november.csv", **more: str) -> Any:
    file = SimpleUploadedFile(name, content.encode() if isinstance(content, str) else content)
    return client.post(ADDRESS, {"kind": "monthly extract", "file": file, "source": "Case system", **more})


def texts(response: Any) -> str:
    return str(response.content.decode())


def test_a_file_is_shown_line_by_line_before_anything_changes(found: Council, signed_in: SignedIn) -> None:
    team = signed_in("team")
    response = send(team, EXTRACT.replace("93,100,93%", "937,1001,93.60639361%"))
    assert response.status_code == 302
    page = texts(team.get(response.url))
    assert "79% (79 of 100)" in page
    assert '93.606394% (937 of 1001)<br><span class="app-secondary">printed 94%</span>' in page
    assert "Line 3, column 5 (E): 93.60639361% is read as 93.606394%." in page
    assert found.submission().state == SubmissionState.NOT_STARTED
    assert not Load.objects.exists()
    assert not Event.objects.exists()


def test_what_was_shown_is_what_is_loaded_and_the_file_is_gone(found: Council, signed_in: SignedIn) -> None:
    team = signed_in("team")
    waiting = send(team).url
    response = team.post(waiting, follow=True)
    assert "2 figures of november.csv loaded." in texts(response)
    loaded = found.submission()
    assert (loaded.state, loaded.draft_figure, loaded.draft_numerator) == (SubmissionState.DRAFT, "79%", "79")
    assert (Load.objects.get().source, Load.objects.get().applied_by) == ("Case system", found.people["team"])
    assert not Upload.objects.exists()
    gone = team.get(waiting)
    assert (gone.status_code, "It was applied, perhaps in another window" in texts(gone)) == (410, True)


def test_what_was_loaded_leads_to_what_it_changed_who_loaded_it_and_the_very_file(
    found: Council, signed_in: SignedIn
) -> None:
    team = signed_in("team")
    found.put(SubmissionState.DRAFT, "2.1", "94")
    team.post(send(team, EXTRACT.replace("93,100,93%", "935,1000,")).url)
    load = Load.objects.get()
    address = reverse("measures:loaded", args=[SLUG, load.pk])
    assert f'href="{address}"' in texts(team.get(reverse("measures:loads", args=[SLUG])))
    page = texts(team.get(address))
    for said in ("79% (79 of 100)", "Left alone", "935 of 1000", "A person has typed", "Theo Team", load.sha256):
        assert said in page
    assert "What its cells said" not in page
    Load.objects.update(difference={})
    assert "What its cells said" in texts(team.get(address))


def test_a_refused_extract_says_what_the_checks_find_of_its_figures_too(found: Council, signed_in: SignedIn) -> None:
    team = signed_in("team")
    rows = "1.1,Nov-23,70,100,79%,4/12/2023\n2.1,Nov-23,93,100,93%,5/12/2023\n9.9,Nov-23,1,100,1%,5/12/2023\n"
    response = send(team, f"ref,month,numerator,denominator,value,extract date\n{rows}")
    page = texts(response)
    assert response.status_code == 422
    for said in ("more than one extract date", "No measure of the catalogue has the reference “9.9”"):
        assert said in page
    assert "1.1 for November 2023. Warning:" in page
    assert page.count("for November 2023. ") == 1
    assert found.submission().state == SubmissionState.NOT_STARTED
    assert not Upload.objects.exists()


def test_a_button_pressed_twice_loads_once(found: Council, signed_in: SignedIn) -> None:
    team = signed_in("team")
    waiting = send(team).url
    assert [team.post(waiting).status_code for _ in range(2)] == [302, 409]
    assert Load.objects.count() == 1


def test_a_file_waits_only_for_the_person_who_sent_it(found: Council, signed_in: SignedIn) -> None:
    from measures.choices import RoleName
    from tests.factories.people import RoleFactory

    waiting = send(signed_in("team")).url
    RoleFactory.create(person=found.people["owner"], role=RoleName.PERFORMANCE.value, scorecard=found.scorecard)
    assert signed_in("owner").get(waiting).status_code == 410
    assert signed_in("owner").post(waiting).status_code == 409
    assert not Load.objects.exists()


def test_a_file_waits_for_a_day_and_is_then_forgotten(found: Council, signed_in: SignedIn) -> None:
    team = signed_in("team")
    first = send(team).url
    Upload.objects.update(at=timezone.now() - timedelta(days=1, minutes=1))
    assert team.get(first).status_code == 410
    send(team)
    assert Upload.objects.count() == 1


def test_a_bad_file_is_refused_whole_with_every_problem_and_what_was_typed_stays(
    found: Council, signed_in: SignedIn
) -> None:
    response = send(signed_in("team"), EXTRACT.replace("93%", "ninety").replace("79,100", "seven,100"))
    assert response.status_code == 422
    assert "Line 3, column 5 (E)" in texts(response)
    assert "Line 2, column 3 (C)" in texts(response)
    assert 'value="Case system"' in texts(response)
    assert not Load.objects.exists()
    assert not Upload.objects.exists()


def test_a_month_that_is_not_open_is_refused_with_its_name_and_line_beside_every_other_problem(
    found: Council, signed_in: SignedIn
) -> None:
    december = EXTRACT.replace("Nov-23", "Dec-23")
    alone = send(signed_in("team"), december)
    beside = send(signed_in("team"), december.replace("93%", "ninety"))
    said = "December 2023 is not opened yet. 2 rows are of it. Open the month, then load its figures."
    for response in (alone, beside):
        assert response.status_code == 422
        assert f"Line 2, column 2 (B): {said}" in texts(response)
    assert "Line 3, column 5 (E)" in texts(beside)
    assert not Upload.objects.exists()


def test_a_file_of_another_kind_or_one_too_large_is_refused_before_it_is_read(
    found: Council, signed_in: SignedIn
) -> None:
    team = signed_in("team")
    assert "Choose a workbook (.xlsx)" in texts(send(team, b"%PDF-1.7", "november.pdf"))
    assert "The file is larger than 5 MB." in texts(send(team, b"x" * 5_000_001))
    pretends = send(team, b"PK\x03\x04 not a workbook", "november.xlsx")
    assert pretends.status_code == 422
    assert "The file was refused" in texts(pretends)


def test_no_file_at_all_asks_for_one(found: Council, signed_in: SignedIn) -> None:
    response = signed_in("team").post(ADDRESS, {"kind": "monthly extract"})
    assert response.status_code == 422
    assert "Choose a file." in texts(response)


def test_a_workbook_says_what_a_csv_says(found: Council, signed_in: SignedIn) -> None:
    team = signed_in("team")
    page = texts(team.get(send(team, as_xlsx(ROWS), "november.xlsx").url))
    assert "79% (79 of 100)" in page


def test_what_a_person_typed_is_left_alone_and_listed(found: Council, signed_in: SignedIn) -> None:
    found.put(SubmissionState.DRAFT, value="80")
    team = signed_in("team")
    waiting = send(team).url
    assert "A person has typed this figure." in texts(team.get(waiting))
    page = texts(team.post(waiting, follow=True))
    assert "1 figure of november.csv loaded, 1 left as it is." in page
    assert found.submission().draft_figure == "80%"
    assert found.submission("2.1").draft_figure == "93%"


def test_loading_the_same_file_again_changes_nothing(found: Council, signed_in: SignedIn) -> None:
    team = signed_in("team")
    team.post(send(team).url)
    again = team.get(send(team).url)
    assert "Nothing would change" in texts(again)


def test_a_figure_that_was_published_differently_is_shown_as_revised(found: Council, signed_in: SignedIn) -> None:
    team = signed_in("team")
    waiting = send(team, "ref,month,value\n1.1,Oct-23,81%\n").url
    assert "it will be approved together with the month" in texts(team.get(waiting))
    team.post(waiting)
    october = found.submission("1.1", found.october.month)
    assert october.pending_revision is not None
    assert october.state == SubmissionState.PUBLISHED


def test_what_waits_and_what_was_loaded_is_listed(found: Council, signed_in: SignedIn) -> None:
    team = signed_in("team")
    send(team)
    page = texts(team.get(reverse("measures:loads", args=[SLUG])))
    assert "Read, and not applied yet" in page
    team.post(send(team).url)
    page = texts(team.get(reverse("measures:loads", args=[SLUG])))
    assert "Case system" in page
    assert "Theo Team" in page


def test_figures_that_can_not_be_are_counted_with_what_becomes_of_them(found: Council, signed_in: SignedIn) -> None:
    team = signed_in("team")
    page = texts(team.get(send(team, EXTRACT.replace("79,100,79%", "12,10,").replace("93,100,93%", ",,950%")).url))
    assert "2 figures can not be as the file has them" in page
    assert "Unless you leave them out below the table, they are loaded all the same, and can not be" in page
    assert "can not be as the file has" not in texts(team.get(send(team).url))


def test_a_published_month_is_not_revised_by_what_can_not_be(found: Council, signed_in: SignedIn) -> None:
    team = signed_in("team")
    said = "1.1, October 2023: 950% is more than 100%. Correct the file and load it again."
    alone = send(team, "ref,month,value\n1.1,Oct-23,950%\n")
    assert (alone.status_code, said in texts(alone)) == (422, True)
    waiting = send(team, EXTRACT.replace("Nov-23,79,100,79%", "Oct-23,,,950%")).url
    page = texts(team.get(waiting))
    assert "1 row can not be loaded" in page
    assert said in page
    team.post(waiting, {"do": "leave_out"})
    team.post(waiting)
    assert found.submission("2.1").draft_figure == "93%"
    assert found.submission(month=OCTOBER).pending_revision is None


def test_rows_that_can_not_be_loaded_are_left_out_where_that_is_said_and_the_load_keeps_which_and_why(
    found: Council, signed_in: SignedIn
) -> None:
    team = signed_in("team")
    parts = "1.1,Nov-23,,,1%,,\n2.1,Nov-23,lots,100,,,\n2.1,Nov-23,9,10,,locality,North\n9.9,Nov-23,,,5%,,\n"
    waiting = send(team, f"ref,month,numerator,denominator,value,breakdown,part\n{parts}").url
    page = texts(team.get(waiting))
    for said in ("3 rows can not be loaded", "Leave these 3 rows out", "has the reference “9.9”", "of the same figure"):
        assert said in page
    team.post(waiting)
    assert not Load.objects.exists()
    assert team.post(waiting, {"do": "leave_out"})["Location"] == waiting
    page = texts(team.get(waiting))
    assert "Line 5 (9.9, Nov-23, 5%): Column 1 (A): No measure of the catalogue has the reference “9.9”." in page
    assert team.post(waiting, {"do": "leave_out"}).status_code == 302
    assert not Load.objects.exists()
    assert "1 figure of november.csv loaded, 3 left out." in texts(team.post(waiting, follow=True))
    assert found.submission().draft_figure == "1%"
    assert found.submission("2.1").state == SubmissionState.NOT_STARTED
    load, event = Load.objects.get(), Event.objects.get(what="apply_load")
    assert [row.split(" (")[0] for row in event.details["left_out"]] == ["Line 3", "Line 4", "Line 5"]
    for page in (reverse("measures:loaded", args=[SLUG, load.pk]), reverse("measures:audit", args=[SLUG])):
        assert "Line 3 (2.1, Nov-23, lots, 100)" in texts(team.get(page))
    assert "“november.csv”, 1 figure changed. Left out: Line 3" in texts(team.get(page))


def test_a_figure_that_can_not_be_is_left_out_where_it_is_ticked_and_the_load_keeps_why(
    found: Council, signed_in: SignedIn
) -> None:
    team = signed_in("team")
    waiting = send(team, EXTRACT.replace("79,100,79%", "120,100,")).url
    assert 'name="leave" type="checkbox" value="1.1 2023-11-01"' in texts(team.get(waiting))
    page = texts(team.post(waiting, {"leave": ["1.1 2023-11-01", "2.1 2023-11-01"]}, follow=True))
    assert "1 figure of november.csv loaded, 1 left out." in page
    assert found.submission().state == SubmissionState.NOT_STARTED
    assert found.submission("2.1").draft_figure == "93%"
    (left,) = Event.objects.get(what="apply_load").details["left_out"]
    assert left == "1.1, November 2023, 120 of 100. Error: 120 is more than the 100 that it is out of."


def test_rows_that_nobody_filled_in_are_told_in_one_line(found: Council, signed_in: SignedIn) -> None:
    team, headings = signed_in("team"), "ref,month,value,measure\n"
    page = texts(team.get(send(team, f"{headings}1.1,Nov-23,79%,Visits\n2.1,Nov-23,,Placements\n").url))
    assert "1 row of the file is empty and changes nothing: 2.1 for November 2023." in page
    assert "Left alone" not in page
    rows = "1.1,Oct-23,,Visits\n1.1,Nov-23,,Visits\n2.1,Nov-23,,Placements\n"
    page = texts(team.get(send(team, headings + rows).url))
    assert "3 rows of the file are empty and change nothing: 1.1 for October 2023; 1.1 and 2.1 for November" in page
    assert "No row of the file has a figure." in page


def test_a_file_that_waits_is_discarded_from_its_page_or_from_the_list(found: Council, signed_in: SignedIn) -> None:
    team, loads = signed_in("team"), reverse("measures:loads", args=[SLUG])
    for page in (send(team).url, loads):
        waiting = send(team).url
        assert 'value="discard"' in texts(team.get(page))
        after = texts(team.post(waiting, {"do": "discard"}, follow=True))
        assert "november.csv is discarded. Nothing of it was kept." in after
        assert team.post(waiting, {"do": "discard"}).status_code == 409
    assert found.submission().state == SubmissionState.NOT_STARTED
    assert not Load.objects.exists()
