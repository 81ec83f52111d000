"""Plain ways to write sets of words in a source file."""


def words(*lines: str) -> frozenset[str]:
    """Return the words of some lines, split at spaces."""
    return frozenset(word for line in lines for word in line.split())


def either(*lines: str) -> str:
    """Return the pattern of any of the alternatives of some lines, which "|" parts; longer ones must stand first."""
    return f"(?:{'|'.join(lines)})"
