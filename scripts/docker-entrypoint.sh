#!/bin/sh
# The image's first argument names the part to run; the rest goes to that part.
set -eu
part=${1:-}
[ $# -gt 0 ] && shift
case "$part" in
  worker) exec node --enable-source-maps dist/src/worker.js "$@" ;;
  bridge) exec node --enable-source-maps dist/src/bridge/main.js "$@" ;;
  codec-server) exec node --enable-source-maps dist/src/codec/main.js "$@" ;;
  at-risk) exec node --enable-source-maps dist/src/cli/main.js "$@" ;;
  *)
    echo "Say what to run: worker, bridge, codec-server or at-risk (not '$part')" >&2
    exit 2
    ;;
esac
