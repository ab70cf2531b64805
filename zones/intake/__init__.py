"""Turn a file into three piles that add up to it: taken, asked, refused."""

from zones.intake.columns import recognise_columns
from zones.intake.examination import Examination, Note
from zones.intake.examine import UNASKED, examine, examine_source
from zones.intake.kinds import KINDS
from zones.intake.tables import TABLE_SUFFIXES, read_table

__all__ = ["KINDS", "TABLE_SUFFIXES", "UNASKED", "Examination", "Note", "examine", "examine_source", "read_table",
           "recognise_columns"]
