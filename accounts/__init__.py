"""People, their grants (the only authority), sign-in and consent."""
