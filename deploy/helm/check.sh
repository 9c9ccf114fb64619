#!/usr/bin/env bash
# deploy/helm/check.sh: lints the chart, renders each of its examples to test/deploy/rendered, and checks what comes out against the
# schemas of Kubernetes. Run it after each change of the chart: npm test reads what it rendered.
#
# It needs Go and Python. Helm is built from its Go module, once, where it is not there (HELM names another one); the schemas
# come from the Python package kubernetes-validate. Both are kept in the user's cache.
set -euo pipefail

helm_version=4.3.2
validate_version=1.37.0
# The oldest that the chart takes, and the newest of which there are schemas.
kubernetes_versions=(1.30.0 1.34.0 1.37.0)

chart=$(cd "$(dirname "$0")" && pwd)
rendered=$chart/../../test/deploy/rendered
cache=${XDG_CACHE_HOME:-$HOME/.cache}/at-risk-closer

helm=${HELM:-$(command -v helm || echo "$cache/bin/helm")}
if [ ! -x "$helm" ]; then
  echo "building Helm $helm_version from its Go module, once ..." >&2
  GOBIN=$cache/bin go install "helm.sh/helm/v4/cmd/helm@v$helm_version"
fi

validate=$cache/kubernetes-validate-$validate_version
if [ ! -x "$validate/bin/kubernetes-validate" ]; then
  python3 -m venv "$validate"
  "$validate/bin/pip" install --quiet --disable-pip-version-check "kubernetes-validate==$validate_version"
fi

# Of all files that the chart consists of, in order.
digest() {
  (
    cd "$chart"
    find Chart.yaml values.yaml values.schema.json templates examples -type f | LC_ALL=C sort | xargs sha256sum
  ) | sha256sum | cut -d ' ' -f 1
}

mkdir -p "$rendered"
for values in "$chart"/examples/*.yaml; do
  name=$(basename "$values" .yaml)
  "$helm" lint --strict --quiet "$chart" --values "$values"
  {
    echo "# examples/$name.yaml, rendered by deploy/helm/check.sh from the chart with the digest $(digest)"
    "$helm" template at-risk "$chart" --namespace at-risk --values "$values"
  } >"$rendered/$name.yaml"
  for version in "${kubernetes_versions[@]}"; do
    "$validate/bin/kubernetes-validate" --strict --quiet -k "$version" "$rendered/$name.yaml"
  done
  echo "$name: $(grep -c '^kind:' "$rendered/$name.yaml") resources, valid for Kubernetes ${kubernetes_versions[*]}"
done
