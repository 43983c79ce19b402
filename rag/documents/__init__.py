"""Files to documents: found, read, cleaned, structured, and split into passages.

Follow a file: `corpus` finds it, `load` reads it, `parse` makes a `Document` of it (`clean` and
`markdown` give blocks, `shape` parts those of laws, `footnotes` takes notes out, `repair` mends
letters, `structure` finds the units, `keys` gives each an address), `passages` splits it and
`pinpoints` says how a span is cited.
"""
