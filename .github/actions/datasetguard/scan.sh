#!/usr/bin/env bash
# Scans, and turns the reports into outputs and the job summary. Always ends with 0: judge.sh fails the job after the upload.
set -euo pipefail

# A summary of 1 MiB is lost as a whole; some room is left for the other steps' share of the page.
readonly max_summary_bytes=$((900 * 1024))

output="${DG_OUTPUT:-datasetguard-out}"

# A failed scan must not be spoken for by the reports of an earlier one.
rm -f -- "$output/report.json" "$output/report.md" "$output/code-scanning.sarif"

arguments=(scan --format "${DG_FORMAT:-github}" --output "$output")
[ -z "${DG_CONFIG:-}" ] || arguments+=(--config "$DG_CONFIG")
[ -z "${DG_BASELINE:-}" ] || arguments+=(--baseline "$DG_BASELINE")
[ -z "${DG_FAIL_ON:-}" ] || arguments+=(--fail-on "$DG_FAIL_ON")
while IFS= read -r word; do
  [ -z "$word" ] || arguments+=("$word")
done <<<"${DG_ARGS:-}"
while IFS= read -r dataset; do
  # A path is never an option or a response file, whatever it is called.
  case "$dataset" in
    '') ;;
    [-@]*) arguments+=("./$dataset") ;;
    *) arguments+=("$dataset") ;;
  esac
done <<<"${DG_PATH:-}"

code=0
"$DG_TOOL_FOLDER/datasetguard" "${arguments[@]}" || code=$?

# The report has one key a line, and text from the data set cannot pass for one: its quotes are escaped.
count() { sed -n '/^  "gate": {$/,/^  }/p' "$output/report.json" | sed -n "s/^    \"$1\": \([0-9][0-9]*\),\{0,1\}$/\1/p"; }
digest() { sed -n 's/^    "digest": "\([0-9a-f]*\)",\{0,1\}$/\1/p' "$output/report.json" | head -n 1; }

{
  echo "exit-code=$code"
  if [ -f "$output/report.json" ]; then
    errors="$(count errors)" warnings="$(count warnings)" notes="$(count notes)"
    echo "report-file=$output/report.json"
    echo "sarif-file=$output/code-scanning.sarif"
    echo "errors=$errors"
    echo "warnings=$warnings"
    echo "findings=$((errors + warnings + notes))"
    echo "dataset-digest=$(digest)"
  fi
} >>"$GITHUB_OUTPUT"

if [ -f "$output/report.md" ]; then
  size="$(wc -c <"$output/report.md")"
  if [ "$size" -le "$max_summary_bytes" ]; then
    cat "$output/report.md" >>"$GITHUB_STEP_SUMMARY"
  else
    {
      # Whole lines only: half a character or half a table row would spoil the rest.
      head -c "$max_summary_bytes" "$output/report.md" | sed '$d'
      # shellcheck disable=SC2016 # Markdown's quotes, not a command.
      printf '\n\nThe rest is cut off here; the whole report is `report.md` in the output folder.\n'
    } >>"$GITHUB_STEP_SUMMARY"
  fi
else
  printf '# DatasetGuard: no result\n\nThe scan ended with exit code %s and left no report; the log of the step says why.\n' "$code" >>"$GITHUB_STEP_SUMMARY"
fi
