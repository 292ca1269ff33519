"""Knowledge graph of proxy conflicts: sources, accounts, accepted facts, inferences, and why."""
