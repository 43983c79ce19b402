"""Questions that people put: screening, helplines, what a person in danger is told."""
