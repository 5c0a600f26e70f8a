#!/bin/sh
# Take the vendored files anew from the npm packages that package-lock.json pins, and write VENDOR.md.
# Needs npm and sha256sum. To move to another version: `npm install --package-lock-only NAME@VERSION`, then this.
set -eu
cd "$(dirname "$0")"

icons="arrow-left arrow-right award award-fill box-arrow-up-right building calendar3 chat-left-text
  check check-circle check-circle-fill check-lg chevron-down chevron-right circle circle-half clipboard-check
  clock compass dash-circle diagram-3 download envelope exclamation-circle exclamation-triangle eye file-earmark-text
  flag geo-alt hourglass-split info-circle link-45deg list lock map moon-stars paperclip patch-check pencil people
  person person-circle pin-angle plus-lg question-circle question-lg search send shield-check sun trash unlock upload x-circle x-lg"

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cp package.json package-lock.json "$work"
# No dependency's own scripts run, and the lock names no registry: each machine uses its own.
npm ci --prefix "$work" --ignore-scripts --no-audit --no-fund --silent

rm -rf bootstrap icons
mkdir bootstrap icons
# Source maps are not vendored; a reference to one would stop collectstatic.
for file in css/bootstrap.min.css js/bootstrap.bundle.min.js; do
  grep -v 'sourceMappingURL=' "$work/node_modules/bootstrap/dist/$file" > "bootstrap/${file##*/}"
done
cp "$work/node_modules/bootstrap/LICENSE" bootstrap/LICENSE
for icon in $icons; do
  cp "$work/node_modules/bootstrap-icons/icons/$icon.svg" "icons/$icon.svg"
done
cp "$work/node_modules/bootstrap-icons/LICENSE" icons/LICENSE

field() { sed -n "s/^  *\"$2\": \"\(.*\)\",*$/\1/p" "$work/node_modules/$1/package.json" | head -n 1; }
{
  echo "# Vendored front-end files"
  echo
  echo "Written by update.sh; not edited by hand. htmx is not here: it comes with the Python package django-htmx."
  echo
  echo "| package | version | licence | what is taken |"
  echo "|---|---|---|---|"
  echo "| bootstrap | $(field bootstrap version) | $(field bootstrap license) | minified CSS; minified JavaScript (with Popper, MIT), which no page needs so far and none loads; both without the line that names a source map |"
  echo "| bootstrap-icons | $(field bootstrap-icons version) | $(field bootstrap-icons license) | the icons the pages use, unchanged |"
  echo
  echo "| file | sha256 |"
  echo "|---|---|"
  find bootstrap icons -type f | LC_ALL=C sort | xargs sha256sum | sed 's/^\([0-9a-f]*\)  \(.*\)$/| \2 | \1 |/'
} > VENDOR.md
