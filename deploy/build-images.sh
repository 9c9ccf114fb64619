#!/usr/bin/env bash
# deploy/build-images.sh TAG [--push REGISTRY]: builds the image of a release from its tag, not from what lies in the work tree, and
# with --push pushes it and prints its digest, for values.yaml (image.digest) and docker-compose.yml. It needs Docker.
set -euo pipefail

usage() {
  sed -n '2,3s/^# //p' "$0"
}

tag=${1:-}
registry=
case "$tag" in
  -h | --help) usage && exit 0 ;;
  v[0-9]*.[0-9]*.[0-9]*) ;;
  *) usage >&2 && exit 2 ;;
esac
if [ "${2:-}" = --push ]; then registry=${3:?a registry}/; fi

root=$(cd "$(dirname "$0")/.." && pwd)
version=${tag#v}
named=$(git -C "$root" show "$tag:package.json" | sed -n 's/^  "version": "\(.*\)",$/\1/p')
[ "$named" = "$version" ] || {
  echo "package.json of $tag has the version $named: npm run release -- $version" >&2
  exit 2
}
revision=$(git -C "$root" rev-parse "$tag^{commit}")

source=$(mktemp -d)
trap 'rm -rf "$source"' EXIT
git -C "$root" archive "$tag" | tar -x -C "$source"

image=${registry}at-risk-closer:$version
docker build --pull --tag "$image" \
  --label "org.opencontainers.image.version=$version" --label "org.opencontainers.image.revision=$revision" "$source"
# The image runs.
docker run --rm "$image" at-risk --help >/dev/null
if [ -n "$registry" ]; then
  docker push "$image"
  docker image inspect --format '{{index .RepoDigests 0}}' "$image"
fi
