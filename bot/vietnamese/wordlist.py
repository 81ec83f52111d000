"""A plain way to write a set of words in a source file."""


def words(*lines: str) -> frozenset[str]:
    """Return the words of some lines, split at spaces."""
    return frozenset(word for line in lines for word in line.split())
