"""What was asked in a period: counted once, shown as a workbook, a page to print, a summary to send up, and plots."""

from bot.journal.report.figures import figures
from bot.journal.report.period import parse_day, period
from bot.journal.report.raw import Row, rows
from bot.journal.report.topics import waiting
from bot.journal.report.values import Figures, Topic
from bot.journal.report.writing import write_report

__all__ = ["Figures", "Row", "Topic", "figures", "parse_day", "period", "rows", "waiting", "write_report"]
