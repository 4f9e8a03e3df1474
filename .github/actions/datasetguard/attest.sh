#!/usr/bin/env bash
# Writes the statement of what the scan found, and its predicate for the signer, which makes the statement itself.
set -euo pipefail

output="${DG_OUTPUT:-datasetguard-out}"
# A path is never an option, whatever it is called.
case "$output" in [-@]*) output="./$output" ;; esac

"$DG_TOOL_FOLDER/datasetguard" attest "$output" --output "$output/statement.json"
"$DG_TOOL_FOLDER/datasetguard" attest "$output" --quiet --format predicate --output "$output/predicate.json"

{
  echo "statement-file=$output/statement.json"
  echo "predicate-file=$output/predicate.json"
  echo "manifest-file=$output/manifest.sha256"
} >>"$GITHUB_OUTPUT"
