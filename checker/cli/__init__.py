"""The command line, a module a command: flags become one call of a lower floor, and its result output."""
