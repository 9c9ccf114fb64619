#!/usr/bin/env bash
# deploy/prometheus/check.sh: checks the alerts and the example of a scrape, and plays for each alert what causes it. Run it after each change
# of the rules.
#
# It needs promtool, of Debian's package prometheus or of Prometheus's own release (PROMTOOL names another one).
set -euo pipefail

promtool=${PROMTOOL:-promtool}
cd "$(dirname "$0")"
"$promtool" check config scrape.yaml
"$promtool" check rules at-risk.rules.yaml
"$promtool" test rules at-risk.rules.test.yaml
