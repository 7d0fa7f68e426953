#!/usr/bin/env bash
# What the machine itself must have, from apt: ops/system.sh run|test|measure. Does nothing when it is all there.
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

purpose=${1:-run}

as_root() {
  if [ "$(id -u)" = 0 ]; then "$@"; else sudo "$@"; fi
}

may_install() {
  [ "$(id -u)" = 0 ] && return
  command -v sudo >/dev/null && { sudo -n true 2>/dev/null || [ -t 0 ]; }
}

installed() { dpkg-query -W -f '${db:Status-Status}' "$1" 2>/dev/null | grep -qx installed; }

# The first Python of 3.11 or newer that can make a virtual environment; empty when there is none.
usable_python() {
  local name
  for name in python3 python3.13 python3.12 python3.11 /usr/bin/python3; do
    "$name" -c 'import sys, ensurepip, venv; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || continue
    command -v "$name"
    return
  done
}

# NULLS NOT DISTINCT, which counts and tallies rest on, came with 15.
oldest_postgres=15

# True where a PostgreSQL that is new enough has PostGIS.
postgis_there() {
  local folder version
  for folder in /usr/share/postgresql/*/; do
    version=$(basename "$folder")
    [ "$version" -ge "$oldest_postgres" ] 2>/dev/null || continue
    [ -e "$folder/extension/postgis.control" ] && [ -x "/usr/lib/postgresql/$version/bin/initdb" ] && return
  done
  return 1
}
browser_there() { command -v chromium >/dev/null || command -v chromium-browser >/dev/null || command -v google-chrome >/dev/null; }
gdal_there() { ldconfig -p 2>/dev/null | grep -q 'libgdal\.so' || /sbin/ldconfig -p 2>/dev/null | grep -q 'libgdal\.so'; }

# PostgreSQL is named by its version in apt; the newest that the machine's archive has.
postgis_package() {
  apt-cache search --names-only '^postgresql-[0-9]+-postgis-3$' |
    awk -F- -v oldest="$oldest_postgres" '$2 >= oldest {print $1 "-" $2 "-" $3 "-3"}' | sort -V | tail -1
}

python_packages() {
  local candidate
  for candidate in python3 python3.13 python3.12 python3.11; do
    case $(apt-cache policy "$candidate" | awk '/Candidate:/ {print $2}') in
      '' | '(none)') continue ;;
      3.[0-9].* | 3.10.*) continue ;;
    esac
    echo "$candidate" "$candidate-venv"
    return
  done
}

# True in the shell when something of this purpose is absent. No package lists are read: they may not exist yet.
something_missing() {
  postgis_there && gdal_there && [ -n "$(usable_python)" ] || return 0
  command -v msgfmt >/dev/null && command -v ip >/dev/null && command -v runuser >/dev/null || return 0
  [ "$purpose" != measure ] || command -v wrk >/dev/null || return 0
  [ "$purpose" = test ] || return 1
  browser_there || return 0
  command -v ogrinfo >/dev/null || return 0
  return 1
}

wanted_packages() {
  local postgis
  postgis=$(postgis_package)
  postgis_there || echo "$postgis"
  gdal_there && command -v ogrinfo >/dev/null || echo gdal-bin
  [ -n "$(usable_python)" ] || python_packages
  command -v msgfmt >/dev/null || echo gettext
  command -v ip >/dev/null || echo iproute2
  [ -e /etc/ssl/certs/ca-certificates.crt ] || echo ca-certificates
  [ "$purpose" != measure ] || command -v wrk >/dev/null || echo wrk
  if [ "$purpose" = test ] && ! browser_there; then echo chromium; fi
}

# A private cluster needs no system cluster: keep the package from making and starting one.
without_system_cluster() {
  local drop_in=/etc/postgresql-common/createcluster.d/varta.conf
  if installed postgresql-common; then
    "$@"
    return
  fi
  as_root mkdir -p "$(dirname "$drop_in")"
  echo "create_main_cluster = false" | as_root tee "$drop_in" >/dev/null
  local status=0
  "$@" || status=$?
  as_root rm -f "$drop_in"
  return "$status"
}

install() {
  as_root env DEBIAN_FRONTEND=noninteractive apt-get -y -q \
    -o DPkg::Lock::Timeout=120 -o Dpkg::Options::=--force-confold install --no-install-recommends "$@"
}

something_missing || exit 0
command -v apt-get >/dev/null ||
  fail "This machine has no apt, so its packages cannot be installed for you." \
    "Install PostgreSQL with PostGIS 3, GDAL, Python 3.11 or newer and gettext by hand, or use docker compose up."
may_install ||
  fail "Some system packages are missing, and installing them needs root or sudo." \
    "Run once as root: $0 $purpose"
need_space / 1500 "installing the system packages"

log="$local_dir/log/apt.log"
mkdir -p "$(dirname "$log")"
say "Installing system packages (log: .local/log/apt.log)"
{
  if [ -z "$(postgis_package)" ] || [ -z "$(find /var/lib/apt/lists -maxdepth 1 -name '*_Packages*' -mtime -1 2>/dev/null | head -1)" ]; then
    as_root apt-get -q -o DPkg::Lock::Timeout=120 update
  fi
} >"$log" 2>&1 || fail "The package lists could not be fetched: $(tail -1 "$log")" "Check the network and run again."
postgis_there || [ -n "$(postgis_package)" ] ||
  fail "PostgreSQL $oldest_postgres or newer with PostGIS 3 is not there, and apt knows no package for it." \
    "Debian 12 and Ubuntu 24.04 have one; on an older system add the archive of apt.postgresql.org, or use docker compose up."
if [ "$purpose" = test ] && ! browser_there && ! apt-cache show chromium >/dev/null 2>&1; then
  fail "The browser tests need Chromium, and apt has no package of it here." \
    "Install Google Chrome or a Chromium so that its command is in the path, then run again."
fi
mapfile -t packages < <(wanted_packages | tr ' ' '\n')
if [ "${#packages[@]}" -gt 0 ]; then
  without_system_cluster install "${packages[@]}" >>"$log" 2>&1 ||
    fail "Installing ${packages[*]} failed: $(grep -E '^E: ' "$log" | tail -1)" "The whole story is in .local/log/apt.log."
fi
postgis_there || fail "PostgreSQL $oldest_postgres or newer with PostGIS 3 is still not there." "The whole story is in .local/log/apt.log."
[ -n "$(usable_python)" ] || fail "No Python of 3.11 or newer that can make virtual environments was found." \
  "Install python3.11 and python3.11-venv (or newer), then run again."
