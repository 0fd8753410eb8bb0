"""The only writers of what is published: signing a month, publishing or restating it, asking for its files."""

from reports.actions.early import read_early
from reports.actions.early_pdfs import cancel_early_pdf, hand_over, queue_early_pdf, run_early_pdf_again
from reports.actions.public_texts import approve_public_text
from reports.actions.publishing import publish, publish_imported_history
from reports.actions.renderings import cancel, queue_rendering, run_again
from reports.actions.restating import publish_restatements
from reports.actions.signing import sign

__all__ = [
    "approve_public_text",
    "cancel",
    "cancel_early_pdf",
    "hand_over",
    "publish",
    "publish_imported_history",
    "publish_restatements",
    "queue_early_pdf",
    "queue_rendering",
    "read_early",
    "run_again",
    "run_early_pdf_again",
    "sign",
]
