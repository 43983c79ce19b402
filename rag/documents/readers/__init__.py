"""Formats to raw text: PDF, DOCX, ODT, HTML, MHTML, XML. They run in a process with limits."""
