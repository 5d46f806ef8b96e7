"""Text files in the editors of Docs, which themselves would change their values and their form.

Docs reads 00123 in a CSV file as the number 123, a long number as its first digits and a date as a date of the
reader's country, and it writes every such file in UTF-8 with a mark at the beginning, with commas and Unix line ends.
So Docs is given a workbook with the very texts of the file (a text file: the same text in UTF-8, which it asks no
questions about), and what it brings back is written in the form that the file has, found anew each time: what nobody
touched keeps its very bytes.
"""

from .service import TextFormats

__all__ = ["TextFormats"]
