"""What a definition says, row by row, and what a later one will say otherwise."""

from __future__ import annotations

from measures.models import MeasureDefinition


def facts_to_come(now: MeasureDefinition, newest: MeasureDefinition | None) -> list[dict[str, str]]:
    """Return what a newer definition, if there is one, says otherwise than the one that holds now, row by row."""
    held = definition_facts(now)
    return [] if newest is None else [row for row in definition_facts(newest) if row not in held]


def definition_facts(definition: MeasureDefinition) -> list[dict[str, str]]:
    """Return what a definition says, row by row."""
    source, _, whose = definition.denominator_source.partition(":")
    out_of = {
        "count": f"The count of {whose}",
        "population": f"The population aged {whose}",
        "group": whose.capitalize(),
    }.get(source, definition.denominator_label)
    tie, _, tied_to = definition.relation.partition(" count:")
    ties = {"numerator at most": f"Never more than the count of {tied_to}", "numerator close to": f"Close to {tied_to}"}
    rows = {
        "Section": definition.section.title,
        "What the figure is": definition.get_unit_display(),
        "Which way is better": definition.get_aim_display(),
        "What it covers": definition.get_basis_display(),
        "Reported": definition.get_frequency_display(),
        "Decimal places": str(definition.decimals),
        "Counts": definition.get_counts_display(),
        "What is counted": definition.numerator_label,
        "Out of": out_of,
        "Tied to": ties.get(tie, ""),
        "Definition": definition.definition,
        "Holds from": f"{definition.holds_from:%B %Y}",
    }
    return [{"key": key, "value": value} for key, value in rows.items() if value]
