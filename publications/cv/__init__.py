"""The CV of a person, gathered from the records: a page and a PDF that say the same."""
