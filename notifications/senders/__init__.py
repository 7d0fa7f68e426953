"""The outside world, one `send()` for each channel; no rules here."""
