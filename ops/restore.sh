#!/usr/bin/env bash
# Put a backup set back: ops/restore.sh BACKUP-FOLDER. Needs DATABASE_URL and MEDIA_DIR; stop web, socket and workers first.
# Offsets of the event stream begin anew: their epochs are rotated, so that every screen fetches a fresh snapshot.
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
set_dir=${1:?usage: ops/restore.sh BACKUP-FOLDER}
: "${DATABASE_URL:?set DATABASE_URL}" "${MEDIA_DIR:?set MEDIA_DIR}"
python=${PYTHON:-$here/.venv/bin/python}

(cd "$set_dir" && sha256sum --check --quiet SHA256SUMS) || { echo "$set_dir is damaged: its sums differ. Nothing was changed." >&2; exit 1; }
others=$(psql -X -tA "$DATABASE_URL" -c "select count(*) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid() and backend_type = 'client backend'")
[ "$others" = 0 ] || { echo "$others programs are still connected to the database. Stop web, socket and workers, then run again. Nothing was changed." >&2; exit 1; }

pg_restore --clean --if-exists --no-owner --single-transaction --exit-on-error --dbname="$DATABASE_URL" "$set_dir/database.dump"
mkdir -p "$MEDIA_DIR"
tar -C "$MEDIA_DIR" -xf "$set_dir/media.tar"
cd "$here"
"$python" manage.py prepare
"$python" manage.py rotate_epochs
echo "Restored from $set_dir. Start web, socket and workers again."
