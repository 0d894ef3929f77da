"""The spreadsheets of the buyer groups, by noun: the rows of a page, all of them, in its order."""


def name_of(group, what: str) -> str:
    """Of a file: with project and group, for files are passed on."""
    return f"{group.project.slug}-{group.slug}-{what}"
