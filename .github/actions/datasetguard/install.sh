#!/usr/bin/env bash
# Installs the pinned tool into DG_TOOL_FOLDER, unless the cache has brought it.
set -euo pipefail

if ! [[ "$DG_VERSION" =~ ^[0-9]+\.[0-9]+\.[0-9]+(-[0-9A-Za-z.-]+)?$ ]]; then
  echo "::error title=DatasetGuard::The input version must be one exact version, such as 1.2.3."
  exit 2
fi

if [ -x "$DG_TOOL_FOLDER/datasetguard" ] || [ -x "$DG_TOOL_FOLDER/datasetguard.exe" ]; then
  echo "datasetguard $DG_VERSION comes from the cache."
  exit 0
fi

if ! command -v dotnet >/dev/null; then
  echo "::error title=DatasetGuard::The .NET 10 SDK is missing: use actions/setup-dotnet before this action."
  exit 2
fi

dotnet tool install DatasetGuard.Cli --version "$DG_VERSION" --tool-path "$DG_TOOL_FOLDER"
