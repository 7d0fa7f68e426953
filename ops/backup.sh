#!/usr/bin/env bash
# Backups: ops/backup.sh once | daily | check. Database (pg_dump, custom format) and media, kept BACKUP_KEEP_DAYS days.
# Where: BACKUP_DIR. The database comes from PG* variables or DATABASE_URL, the media from MEDIA_DIR.
set -euo pipefail

target=${BACKUP_DIR:?set BACKUP_DIR}
media=${MEDIA_DIR:?set MEDIA_DIR}
keep=${BACKUP_KEEP_DAYS:-14}

# A set is written beside and renamed when whole: a folder with a date in its name is always complete.
once() {
  stamp=$(date -u +%Y%m%dT%H%M%SZ)
  work="$target/.writing-$stamp"
  mkdir -p "$work"
  trap 'rm -rf "$work"' EXIT
  pg_dump --format=custom --no-owner --file="$work/database.dump" ${DATABASE_URL:+"$DATABASE_URL"}
  pg_restore --list "$work/database.dump" >/dev/null
  mkdir -p "$media"
  tar -C "$media" -cf "$work/media.tar" .
  (cd "$work" && sha256sum database.dump media.tar >SHA256SUMS)
  mv "$work" "$target/$stamp"
  trap - EXIT
  find "$target" -mindepth 1 -maxdepth 1 -name '20*Z' -mtime +"$keep" -exec rm -rf {} +
  echo "backup $stamp: $(du -sh "$target/$stamp" | cut -f1)"
}

# made_within HOURS: is there a whole set that young?
made_within() {
  [ -n "$(find "$target" -mindepth 1 -maxdepth 1 -name '20*Z' -mmin "-$(($1 * 60))" | head -1)" ]
}

case "${1:-}" in
  once) once ;;
  daily)
    while true; do
      made_within 24 || bash "${BASH_SOURCE[0]}" once || echo "backup failed; trying again in 10 minutes" >&2
      sleep 600
    done
    ;;
  check) made_within 26 || { echo "no backup within 26 hours" >&2; exit 1; } ;;
  *) echo "usage: ops/backup.sh once|daily|check" >&2; exit 2 ;;
esac
