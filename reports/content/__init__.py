"""What an edition says, as frozen data: the one input of the page, the PDF and the workbook.

`build_content` makes it of the database when a month is signed; `to_data` and `from_data` are how an edition keeps
it. Nothing that prints an edition may look anywhere else, so that its three forms can not disagree.
"""

from reports.content.build import build_content
from reports.content.measure_model import MeasureContent
from reports.content.model import EditionContent
from reports.content.plain import from_data, to_data

__all__ = ["EditionContent", "MeasureContent", "build_content", "from_data", "to_data"]
