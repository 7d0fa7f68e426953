"""The demo city: invented people, hand-drawn boundaries, two weeks of plausible reports."""
