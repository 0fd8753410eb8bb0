"""The sample scorecard's figures for May to November 2023 as its columns print them, read as the rules need them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from measures.calculation.checks import check_figure
from measures.calculation.facts import FigureFacts, MeasureFacts, TargetFacts
from measures.calculation.figures import published
from measures.calculation.findings import Checked, Entry, SharedCount, Surroundings
from measures.calculation.ties import TieKind, read_relation, read_tie
from measures.calculation.values import read_figure, read_fraction, read_target
from measures.choices import Aim, Basis, Counts, Unit

POPULATION = Decimal(146880)
NOVEMBER = date(2023, 11, 1)
MONTHS = tuple(date(2023, month, 1) for month in range(5, 12))


@dataclass(frozen=True)
class Row:
    """One measure: what the catalogue says of it, and what the scorecard prints."""

    ref: str
    unit: Unit
    aim: Aim
    basis: Basis
    decimals: int
    counts: Counts
    denominator: str
    relation: str
    may_exceed_100: bool
    target: str
    actuals: tuple[str, ...]
    """May to November."""
    number: str
    """November's counts."""

    @property
    def measure(self) -> MeasureFacts:
        return MeasureFacts(
            self.unit, self.aim, self.basis, self.decimals, counts=self.counts, may_exceed_100=self.may_exceed_100
        )

    @property
    def target_facts(self) -> TargetFacts:
        said = read_target(self.target, self.unit)
        return TargetFacts(said.kind, said.figure, said.low, said.high, said.places)

    def counted(self) -> tuple[Decimal | None, Decimal | None]:
        """November's numerator and denominator: its own, the count that it is out of, or the population."""
        numerator, denominator = read_fraction(self.number, self.unit)
        if self.unit is Unit.RATE:
            return numerator, POPULATION
        tie = read_tie(self.denominator)
        if numerator is not None and denominator is None and tie is not None and tie.kind is TieKind.COUNT:
            return numerator, by_ref(tie.name).counted()[0]
        return numerator, denominator

    def figures(self) -> list[FigureFacts]:
        """The published figures, May to November; the counts are known for November only."""
        return [self._figure(month, text) for month, text in zip(MONTHS, self.actuals, strict=True)]

    def _figure(self, month: date, text: str) -> FigureFacts:
        reading = read_figure(text, self.unit)
        numerator, denominator = self.counted() if month == NOVEMBER else (None, None)
        return published(
            self.measure,
            month,
            typed=reading.value,
            typed_places=reading.places,
            missing=reading.missing,
            numerator=numerator,
            denominator=denominator,
        )

    def november(self) -> Entry:
        """November as it was entered."""
        reading = read_figure(self.actuals[-1], self.unit)
        numerator, denominator = self.counted()
        return Entry(
            NOVEMBER, reading.value, reading.places, reading.percent_sign, reading.missing, numerator, denominator
        )

    def checked(self) -> Checked:
        """What the checks find in November, every other row being submitted."""
        around = Surroundings(read_tie(self.denominator), read_relation(self.relation), stated(self), self.figures())
        return check_figure(self.measure, self.november(), around)


def by_ref(ref: str) -> Row:
    """The row with this reference."""
    return next(row for row in ROWS if row.ref == ref)


def stated(reader: Row) -> dict[str, list[SharedCount]]:
    """What the other rows state for November: each its own count, and the size of the group that it is out of."""
    found: dict[str, list[SharedCount]] = {}
    for row in ROWS:
        if row.ref != reader.ref:
            numerator, denominator = row.counted()
            found[f"count:{row.ref}"] = [SharedCount(row.ref, numerator, submitted=True)]
            if row.denominator.startswith("group:"):
                found.setdefault(row.denominator, []).append(SharedCount(row.ref, denominator, submitted=True))
    return found


ROWS = (
    Row(
        "1.0",
        Unit.RATE,
        Aim.NEAR_TARGET,
        Basis.MONTH_ANNUALISED,
        0,
        Counts.CONTACTS,
        "population:0-17",
        "",
        False,
        "450",
        ("476", "563", "384", "316", "404", "377", "459"),
        "2039",
    ),
    Row(
        "1.1",
        Unit.PERCENT,
        Aim.CONTEXT,
        Basis.MONTH,
        0,
        Counts.CONTACTS,
        "count:1.0",
        "numerator at most count:1.3",
        False,
        "TBC",
        ("32%", "33%", "26%", "30%", "30%", "28%", "31%"),
        "632 / 2039",
    ),
    Row(
        "1.2",
        Unit.PERCENT,
        Aim.CONTEXT,
        Basis.MONTH,
        0,
        Counts.CONTACTS,
        "count:1.0",
        "",
        False,
        "TBC",
        ("29%", "28%", "21%", "22%", "19%", "15%", "19%"),
        "387 / 2039",
    ),
    Row(
        "1.3",
        Unit.COUNT,
        Aim.NEAR_TARGET,
        Basis.MONTH,
        0,
        Counts.CHILDREN,
        "",
        "",
        False,
        "TBC",
        ("586", "703", "487", "411", "513", "511", "599"),
        "599",
    ),
    Row(
        "1.4",
        Unit.PERCENT,
        Aim.LOWER,
        Basis.MONTH,
        0,
        Counts.CHILDREN,
        "count:1.3",
        "",
        False,
        "19%",
        ("23%", "24%", "18%", "19%", "20%", "27%", "22%"),
        "132 / 599",
    ),
    Row(
        "2.0",
        Unit.RATE,
        Aim.NEAR_TARGET,
        Basis.MONTH_ANNUALISED,
        0,
        Counts.CHILDREN,
        "population:0-17",
        "",
        False,
        "425",
        ("317", "358", "514", "453", "368", "317", "381"),
        "466",
    ),
    Row(
        "2.1",
        Unit.PERCENT,
        Aim.LOWER,
        Basis.MONTH,
        0,
        Counts.CHILDREN,
        "count:2.0",
        "",
        False,
        "38%",
        ("48%", "53%", "52%", "52%", "54%", "59%", "59%"),
        "275/466",
    ),
    Row(
        "2.2",
        Unit.PERCENT,
        Aim.HIGHER,
        Basis.MONTH,
        0,
        Counts.CHILDREN,
        "count:2.0",
        "",
        False,
        "90%",
        ("86%", "82%", "84%", "74%", "66%", "80%", "79%"),
        "368/466",
    ),
    Row(
        "3.0",
        Unit.RATE,
        Aim.NEAR_TARGET,
        Basis.MONTH_ANNUALISED,
        0,
        Counts.CHILDREN,
        "population:0-17",
        "",
        False,
        "190",
        ("176", "225", "143", "139", "127", "143", "201"),
        "246",
    ),
    Row(
        "3.1",
        Unit.PERCENT,
        Aim.NEAR_TARGET,
        Basis.MONTH,
        0,
        Counts.CHILDREN,
        "count:3.0",
        "numerator close to count:3.2",
        False,
        "35%",
        ("34%", "30%", "34%", "15%", "14%", "11%", "8%"),
        "16 / 246",
    ),
    Row(
        "3.2",
        Unit.RATE,
        Aim.NEAR_TARGET,
        Basis.MONTH_ANNUALISED,
        0,
        Counts.CHILDREN,
        "population:0-17",
        "",
        False,
        "58",
        ("53", "63", "69", "51", "45", "44", "51"),
        "62",
    ),
    Row(
        "3.3",
        Unit.PERCENT,
        Aim.HIGHER,
        Basis.MONTH,
        0,
        Counts.CHILDREN,
        "count:3.2",
        "",
        False,
        "80%",
        ("66%", "82%", "86%", "90%", "73%", "76%", "77%"),
        "48",
    ),
    Row(
        "4.0",
        Unit.RATE,
        Aim.NEAR_TARGET,
        Basis.SNAPSHOT,
        0,
        Counts.CHILDREN,
        "population:0-17",
        "",
        False,
        "280",
        ("", "", "", "", "234", "251", "259"),
        "3805",
    ),
    Row(
        "4.1",
        Unit.PERCENT,
        Aim.HIGHER,
        Basis.SNAPSHOT,
        0,
        Counts.CHILDREN,
        "",
        "",
        False,
        "TBC",
        ("82%", "80%", "89%", "88%", "83%", "84%", "85%"),
        "684/844",
    ),
    Row(
        "5.0",
        Unit.RATE,
        Aim.NEAR_TARGET,
        Basis.SNAPSHOT,
        0,
        Counts.CHILDREN,
        "population:0-17",
        "",
        False,
        "40",
        ("39", "38", "39", "36", "38", "38", "36"),
        "531",
    ),
    Row(
        "5.1",
        Unit.PERCENT,
        Aim.LOWER,
        Basis.SNAPSHOT,
        0,
        Counts.CHILDREN,
        "count:5.0",
        "",
        False,
        "2%",
        ("2%", "2%", "1%", "1%", "1%", "1%", "0%"),
        "0",
    ),
    Row(
        "5.2",
        Unit.PERCENT,
        Aim.LOWER,
        Basis.MONTH,
        0,
        Counts.CHILDREN,
        "",
        "",
        False,
        "25%",
        ("28%", "33%", "38%", "19%", "29%", "43%", "38%"),
        "20 / 53",
    ),
    Row(
        "5.3",
        Unit.PERCENT,
        Aim.HIGHER,
        Basis.SNAPSHOT,
        0,
        Counts.CHILDREN,
        "count:5.0",
        "",
        False,
        "TBC",
        ("96%", "94%", "95%", "92%", "87%", "89%", "89%"),
        "435 / 531",
    ),
    Row(
        "6.0",
        Unit.RATE,
        Aim.NEAR_TARGET,
        Basis.SNAPSHOT,
        0,
        Counts.CHILDREN,
        "population:0-17",
        "",
        False,
        "56",
        ("62", "61", "60", "61", "61", "62", "61"),
        "903",
    ),
    Row(
        "6.1",
        Unit.RATE,
        Aim.NEAR_TARGET,
        Basis.MONTH_ANNUALISED,
        0,
        Counts.CHILDREN,
        "population:0-17",
        "",
        False,
        "25",
        ("20", "25", "25", "36", "22", "20", "20"),
        "25",
    ),
    Row(
        "6.2",
        Unit.RATE,
        Aim.NEAR_TARGET,
        Basis.MONTH_ANNUALISED,
        0,
        Counts.CHILDREN,
        "population:0-17",
        "",
        False,
        "25",
        ("23", "38", "23", "25", "20", "21", "25"),
        "30",
    ),
    Row(
        "6.3",
        Unit.PERCENT,
        Aim.HIGHER,
        Basis.SNAPSHOT,
        0,
        Counts.CHILDREN,
        "count:6.0",
        "",
        False,
        "90%",
        ("85%", "88%", "89%", "91%", "88%", "89%", "89%"),
        "804 / 903",
    ),
    Row(
        "6.4",
        Unit.PERCENT,
        Aim.LOWER,
        Basis.ROLLING,
        0,
        Counts.CHILDREN,
        "count:6.0",
        "",
        False,
        "10%",
        ("15%", "16%", "16%", "17%", "16%", "16%", "15%"),
        "135 / 903",
    ),
    Row(
        "6.5",
        Unit.PERCENT,
        Aim.HIGHER,
        Basis.SNAPSHOT,
        0,
        Counts.CHILDREN,
        "count:6.0",
        "",
        False,
        "95%",
        ("86%", "85%", "86%", "87%", "86%", "84%", "83%"),
        "749 / 903",
    ),
    Row(
        "6.6",
        Unit.PERCENT,
        Aim.HIGHER,
        Basis.SNAPSHOT,
        0,
        Counts.CHILDREN,
        "count:6.0",
        "",
        False,
        "95%",
        ("98%", "98%", "97%", "96%", "96%", "98%", "98%"),
        "885 / 903",
    ),
    Row(
        "6.7",
        Unit.COUNT,
        Aim.LOWER,
        Basis.SNAPSHOT,
        0,
        Counts.CHILDREN,
        "",
        "",
        False,
        "0",
        ("3", "4", "8", "7", "10", "8", "9"),
        "9",
    ),
    Row(
        "7.0",
        Unit.PERCENT,
        Aim.HIGHER,
        Basis.SNAPSHOT,
        0,
        Counts.YOUNG_PEOPLE,
        "group:care leavers",
        "",
        False,
        "95%",
        ("92%", "93%", "93%", "91%", "92%", "92%", "93%"),
        "486/523",
    ),
    Row(
        "7.1",
        Unit.PERCENT,
        Aim.HIGHER,
        Basis.SNAPSHOT,
        0,
        Counts.YOUNG_PEOPLE,
        "group:care leavers",
        "",
        False,
        "",
        ("", "", "", "", "", "", ""),
        "",
    ),
    Row(
        "7.2",
        Unit.PERCENT,
        Aim.HIGHER,
        Basis.SNAPSHOT,
        0,
        Counts.YOUNG_PEOPLE,
        "group:care leavers 17-18",
        "",
        False,
        "TBC",
        ("81%", "83%", "79%", "78%", "80%", "76%", "84%"),
        "97/116",
    ),
    Row(
        "7.3",
        Unit.PERCENT,
        Aim.HIGHER,
        Basis.SNAPSHOT,
        0,
        Counts.YOUNG_PEOPLE,
        "group:care leavers 19-21",
        "",
        False,
        "TBC",
        ("94%", "95%", "95%", "94%", "93%", "94%", "96%"),
        "279/291",
    ),
    Row(
        "7.4",
        Unit.PERCENT,
        Aim.HIGHER,
        Basis.SNAPSHOT,
        0,
        Counts.YOUNG_PEOPLE,
        "group:care leavers",
        "",
        False,
        "90%",
        ("81%", "83%", "82%", "82%", "82%", "81%", "82%"),
        "429/523",
    ),
    Row(
        "7.5",
        Unit.PERCENT,
        Aim.HIGHER,
        Basis.SNAPSHOT,
        0,
        Counts.YOUNG_PEOPLE,
        "group:care leavers 17-18",
        "",
        False,
        "TBC",
        ("74%", "77%", "74%", "73%", "76%", "72%", "78%"),
        "90/116",
    ),
    Row(
        "7.6",
        Unit.PERCENT,
        Aim.HIGHER,
        Basis.SNAPSHOT,
        0,
        Counts.YOUNG_PEOPLE,
        "group:care leavers 19-21",
        "",
        False,
        "TBC",
        ("82%", "84%", "83%", "84%", "82%", "82%", "85%"),
        "247/291",
    ),
    Row(
        "7.7",
        Unit.PERCENT,
        Aim.HIGHER,
        Basis.SNAPSHOT,
        0,
        Counts.YOUNG_PEOPLE,
        "group:care leavers",
        "",
        False,
        "60%",
        ("46%", "47%", "45%", "43%", "43%", "41%", "41%"),
        "241/523",
    ),
    Row(
        "7.8",
        Unit.PERCENT,
        Aim.HIGHER,
        Basis.SNAPSHOT,
        0,
        Counts.YOUNG_PEOPLE,
        "group:care leavers 17-18",
        "",
        False,
        "TBC",
        ("52%", "54%", "53%", "49%", "46%", "38%", "46%"),
        "53/116",
    ),
    Row(
        "7.9",
        Unit.PERCENT,
        Aim.HIGHER,
        Basis.SNAPSHOT,
        0,
        Counts.YOUNG_PEOPLE,
        "group:care leavers 19-21",
        "",
        False,
        "TBC",
        ("41%", "41%", "39%", "38%", "40%", "41%", "42%"),
        "122/291",
    ),
    Row(
        "7.10",
        Unit.PERCENT,
        Aim.HIGHER,
        Basis.SNAPSHOT,
        0,
        Counts.YOUNG_PEOPLE,
        "group:care leavers",
        "",
        False,
        "90%",
        ("83%", "86%", "91%", "92%", "92%", "90%", "86%"),
        "450 / 523",
    ),
    Row(
        "8.0",
        Unit.PERCENT,
        Aim.LOWER,
        Basis.SNAPSHOT,
        0,
        Counts.STAFF,
        "",
        "",
        True,
        "37.5%",
        ("49%", "52%", "52%", "49%", "50%", "49%", "48%"),
        "87 / 205",
    ),
    Row(
        "8.1",
        Unit.AVERAGE,
        Aim.LOWER,
        Basis.SNAPSHOT,
        1,
        Counts.CHILDREN,
        "",
        "",
        False,
        "16",
        ("15.94", "16.47", "17.46", "17.05", "17.01", "17.14", "17.1"),
        "17",
    ),
    Row(
        "8.2",
        Unit.PERCENT,
        Aim.LOWER,
        Basis.SNAPSHOT,
        1,
        Counts.SUPERVISIONS,
        "",
        "",
        False,
        "",
        ("10.9%", "7.3%", "7.7%", "12.0%", "10.5%", "10.1%", "10.2"),
        "432 / 4316",
    ),
    Row(
        "9.0",
        Unit.PERCENT,
        Aim.HIGHER,
        Basis.MONTH,
        0,
        Counts.AUDITS,
        "",
        "",
        False,
        "70%",
        ("", "", "", "", "", "", ""),
        "",
    ),
    Row(
        "9.1",
        Unit.PERCENT,
        Aim.HIGHER,
        Basis.MONTH,
        0,
        Counts.AUDITS,
        "",
        "",
        False,
        "70%",
        ("", "", "", "", "", "", ""),
        "",
    ),
    Row(
        "9.2",
        Unit.PERCENT,
        Aim.HIGHER,
        Basis.MONTH,
        0,
        Counts.AUDITS,
        "",
        "",
        False,
        "70%",
        ("", "", "", "", "", "", ""),
        "",
    ),
    Row(
        "9.3",
        Unit.PERCENT,
        Aim.HIGHER,
        Basis.MONTH,
        0,
        Counts.AUDITS,
        "",
        "",
        False,
        "70%",
        ("", "", "", "", "", "", ""),
        "",
    ),
    Row(
        "9.4",
        Unit.PERCENT,
        Aim.HIGHER,
        Basis.MONTH,
        0,
        Counts.AUDITS,
        "",
        "",
        False,
        "80%",
        ("33%", "20%", "28%", "28%", "28%", "", ""),
        "",
    ),
)
