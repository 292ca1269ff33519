"""Which resources of two sets of data may be the same, and what a person decided on them, as judgements."""
