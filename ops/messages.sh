#!/usr/bin/env bash
# Compile the translations: ops/messages.sh [check]. Only catalogues newer than their compiled twins are touched.
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

while IFS= read -r catalogue; do
  if [ "${1:-}" = check ]; then
    msgfmt --check --check-accelerators -o /dev/null "$catalogue" || fail "$catalogue has faults; they stand above."
  elif [ ! "${catalogue%.po}.mo" -nt "$catalogue" ]; then
    msgfmt -o "${catalogue%.po}.mo" "$catalogue" || fail "$catalogue does not compile."
  fi
done < <(find "$root/config/locale" -name '*.po' 2>/dev/null)
