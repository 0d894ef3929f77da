"""The spreadsheets of the buyer groups, by noun."""
