#!/usr/bin/env bash
# Writes a review into one comment of a pull request on GitHub: the first time it comes, from then on it is updated.
#
#   comment-on-pull-request.sh NUMBER FILE
#
# Needs the command `gh`, GH_TOKEN with the right to write to pull requests, and GH_REPO (owner/name).

set -euo pipefail

if [ $# -ne 2 ]; then
  echo 'usage: comment-on-pull-request.sh NUMBER FILE' >&2
  exit 2
fi
number=$1
file=$2

# Nobody sees it in the comment, and only a comment of the bot that begins with it is ours.
marker='<!-- temporary-access review -->'
body=$(mktemp)
trap 'rm -f "$body"' EXIT
{
  echo "$marker"
  cat -- "$file"
} >"$body"

ours=".[] | select(.user.login == \"github-actions[bot]\" and (.body | startswith(\"$marker\"))) | .id"
comment=$(gh api --paginate "repos/$GH_REPO/issues/$number/comments" --jq "$ours" | head -n 1)

if [ -n "$comment" ]; then
  gh api --silent --method PATCH "repos/$GH_REPO/issues/comments/$comment" --field "body=@$body"
else
  gh api --silent --method POST "repos/$GH_REPO/issues/$number/comments" --field "body=@$body"
fi
