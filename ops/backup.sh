#!/usr/bin/env bash
# Backups: ops/backup.sh once | daily | check. Database (pg_dump, custom format) and media, kept BACKUP_KEEP_DAYS days.
# Where: BACKUP_DIR. The database comes from PG* variables or DATABASE_URL, the media from MEDIA_DIR.
set -euo pipefail

target=${BACKUP_DIR:?set BACKUP_DIR}
media=${MEDIA_DIR:?set MEDIA_DIR}
keep=${BACKUP_KEEP_DAYS:-14}

# A set is written beside and renamed when whole: a folder with a date in its name is always complete.
once() {
  local stamp work
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

newest_is_fresh() {
  [ -n "$(find "$target" -mindepth 1 -maxdepth 1 -name '20*Z' -mmin -1560 | head -1)" ]
}

case "${1:-}" in
  once) once ;;
  daily)
    while true; do
      newest_is_fresh && sleep 3600 && continue
      once || { echo "backup failed; trying again in 10 minutes" >&2; sleep 600; continue; }
      sleep 86400 &
      wait $!
    done
    ;;
  check) newest_is_fresh || { echo "no backup within 26 hours" >&2; exit 1; } ;;
  *) echo "usage: ops/backup.sh once|daily|check" >&2; exit 2 ;;
esac
