#!/usr/bin/env bash
# Fails as the scan did. A scan that never ended has not passed.
set -euo pipefail

case "${DG_EXIT_CODE:-}" in
  0) echo "The data set has passed." ;;
  1) echo "::error title=DatasetGuard::The data set has not passed; the summary lists the findings." ;;
  2) echo "::error title=DatasetGuard::The scan did not start: an input or the configuration is wrong." ;;
  3) echo "::error title=DatasetGuard::The scan is incomplete, so the data set has not passed." ;;
  4) echo "::error title=DatasetGuard::There is nothing to scan." ;;
  *) echo "::error title=DatasetGuard::The scan did not end${DG_EXIT_CODE:+: exit code $DG_EXIT_CODE}." ;;
esac
exit "${DG_EXIT_CODE:-3}"
