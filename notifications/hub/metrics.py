"""Figures of the hub for Prometheus: counts only, no stream and no person."""

from prometheus_client import Counter, Gauge

SOCKETS = Gauge("varta_live_sockets", "Open live sockets of this process.", multiprocess_mode="livesum")
FRAMES = Counter("varta_live_frames_total", "Event frames handed to sockets.")
RESETS = Counter("varta_live_resets_total", "Positions that could not be continued.")
GAPS = Counter("varta_live_gaps_total", "Streams in which the hub found a hole; anything but 0 is a fault.")
SLOW = Counter("varta_live_slow_total", "Sockets closed because they did not keep up.")
DROPPED = Counter("varta_live_dropped_total", "Subscriptions ended because authority was lost.")
AWAY = Counter("varta_live_database_away_total", "Rounds that failed because the database could not be had.")
