"""The pages that are records: plain HTML with an address each, in six languages, without script.

`render` makes them, `participants` says what everybody sees; `ui.moderate` builds on both.
"""
