#!/usr/bin/env bash
# build.sh: builds Temporal's server and its SQL tool from the Go module, once, and prints the folder that holds them.
# They are kept in $XDG_CACHE_HOME/at-risk-closer (by default ~/.cache/at-risk-closer), outside of the project.
set -euo pipefail

# The version of the images in docker-compose.yml.
version=${TEMPORAL_SERVER_VERSION:-1.32.1}
folder=${XDG_CACHE_HOME:-$HOME/.cache}/at-risk-closer/temporal-server-$version

if [ ! -x "$folder/server" ] || [ ! -x "$folder/sql" ]; then
  command -v go >/dev/null || {
    echo "Go is needed to build Temporal's server: its module names the least version" >&2
    exit 2
  }
  echo "building Temporal $version from its Go module, once: some minutes, 260 MB ..." >&2
  mkdir -p "$folder"
  GOBIN=$folder go install \
    "go.temporal.io/server/cmd/server@v$version" "go.temporal.io/server/cmd/tools/sql@v$version" >&2
fi
echo "$folder"
