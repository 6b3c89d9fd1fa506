#!/usr/bin/env bash
# Says what a change of the app means for access: who gets what, when, and what is different from before.
#
#   review-pull-request.sh BASE HEAD
#
# BASE and HEAD are revisions of the git repository that it is run in, or folders that `cdk synth` wrote. A revision is
# synthesized in a checkout of its own; the one that is compared with is where HEAD left BASE.
#
# Prints the review as Markdown, and writes it to a file. Exits with 0 if all is fine, with 1 if HEAD brings findings,
# and with 2 or more if something could not be read or run.
#
#   APP       the folder of the app within the repository (default: .)
#   INSTALL   installs its packages there (default: npm ci)
#   SYNTH     synthesizes it there, into the folder $ASSEMBLY (default: npx cdk synth --quiet --output "$ASSEMBLY" '**')
#   FAIL_ON   the severity from which on findings count: high, medium or never (default: high)
#   FROM      the date from which on openings are listed (default: that of the commit of HEAD)
#   REVIEW    the file that is written (default: access-review.md)

set -euo pipefail

if [ $# -ne 2 ]; then
  echo 'usage: review-pull-request.sh BASE HEAD' >&2
  exit 2
fi
base=$1
head=$2
app=${APP:-.}
install=${INSTALL:-npm ci}
# shellcheck disable=SC2016 # $ASSEMBLY is for the shell that synthesizes
synth=${SYNTH:-'npx cdk synth --quiet --output "$ASSEMBLY" "**"'}
review=${REVIEW:-access-review.md}
case $review in
/*) ;;
*) review=$PWD/$review ;;
esac

work=$(mktemp -d)
clean_up() {
  for checkout in "$work"/*.checkout; do
    if [ -d "$checkout" ]; then
      git worktree remove --force "$checkout"
    fi
  done
  rm -rf "$work"
}
trap clean_up EXIT

# assembly_of NAME REVISION: synthesizes a revision into $work/NAME. What npm and the CDK print is no part of the review.
assembly_of() {
  local checkout="$work/$1.checkout"
  if ! git worktree add --quiet --detach "$checkout" "$2" ||
    ! (cd "$checkout/$app" && ASSEMBLY="$work/$1" bash --norc -euo pipefail -c "$install; $synth") >&2; then
    echo "$1 ($2) could not be synthesized: see above" >&2
    exit 2
  fi
}

# The command is the one that HEAD installs, and BASE where only BASE is code here.
command_folder=.
from=${FROM:-}

if [ -d "$head" ]; then
  head_assembly=$(cd "$head" && pwd)
else
  head=$(git rev-parse --verify --quiet "$head^{commit}") || {
    echo "HEAD $2 is neither a folder nor a revision of this repository" >&2
    exit 2
  }
  from=${from:-$(git log -1 --format=%cs "$head")}
fi

if [ -d "$base" ]; then
  base_assembly=$(cd "$base" && pwd)
else
  base=$(git rev-parse --verify --quiet "$base^{commit}") || {
    echo "BASE $1 is neither a folder nor a revision of this repository: fetch it with its history" >&2
    exit 2
  }
  if [ ! -d "$head" ]; then
    base=$(git merge-base "$base" "$head") || {
      echo "BASE $1 and HEAD $2 have no commit in common: fetch both with their history" >&2
      exit 2
    }
  fi
  assembly_of base "$base"
  base_assembly="$work/base"
  command_folder="$work/base.checkout/$app"
fi

if [ ! -d "$head" ]; then
  assembly_of head "$head"
  head_assembly="$work/head"
  command_folder="$work/head.checkout/$app"
fi

status=0
(
  cd "$command_folder"
  npx --no -- temporary-access review "$head_assembly" --base "$base_assembly" --fail-on "${FAIL_ON:-high}" \
    ${from:+--from "$from"}
) >"$review" || status=$?
if [ "$status" -gt 1 ]; then
  rm -f "$review"
  echo 'there is no review: see above' >&2
  exit "$status"
fi
cat "$review"
exit "$status"
