"""The spreadsheets of the buyer groups, by noun: the rows of a page, all of them, in its order."""
