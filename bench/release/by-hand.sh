#!/bin/sh
# A release by the commands alone, as one would type them: by-hand.sh STEP…
# Each step has a clean folder of its own, as it has on a build machine.
#   MIRROR REPOSITORY  the local copy, and where it comes from
#   STORE TARGETS      where the archive is, and how the folders of the environments begin
#   SLIPWAY_COMMIT     what to release
# After each part its name is printed, so that whoever reads along knows what took how long.
set -eu

archive="$STORE/$SLIPWAY_COMMIT.tar"

checkout() {
  work=$(mktemp -d "$STORE/work.XXXXXX")
  git clone --quiet --shared --no-checkout -- "$MIRROR" "$work"
  git -C "$work" checkout --quiet --detach "$SLIPWAY_COMMIT"
  cd "$work"
  echo git
}

leave() {
  cd "$STORE"
  rm -rf "$work"
  echo archive
}

build() {
  git --git-dir="$MIRROR" fetch --quiet -- "$REPOSITORY" '+refs/heads/*:refs/heads/*'
  checkout
  node build.mjs >&2
  echo command
  tar -cf "$archive" -C dist .
  sha256sum "$archive" >"$archive.sha256"
  leave
}

unit() {
  checkout
  rm -rf dist
  mkdir dist
  sha256sum --quiet -c "$archive.sha256"
  tar -xf "$archive" -C dist
  echo archive
  node hello.test.mjs >&2
  echo command
  leave
}

# deploy ENVIRONMENT
deploy() {
  place="$TARGETS$1"
  release="$place/releases/$SLIPWAY_COMMIT"
  mkdir -p "$release"
  sha256sum --quiet -c "$archive.sha256"
  tar -xf "$archive" -C "$release"
  ln -s "releases/$SLIPWAY_COMMIT" "$place/next"
  mv -T "$place/next" "$place/current"
  echo archive
  cd "$release"
  SLIPWAY_TARGET="$place" SLIPWAY_URL="$(cat "$place/url")" ./activate >&2
  echo activate
}

# verify ENVIRONMENT
verify() {
  SLIPWAY_URL=$(cat "$TARGETS$1/url")
  export SLIPWAY_URL
  curl -fsS -o /dev/null "$SLIPWAY_URL/healthz"
  echo check
  checkout
  node smoke.mjs >&2
  echo command
  leave
}

for step; do
  case $step in
    build | unit) "$step" ;;
    deploy-*) deploy "${step#deploy-}" ;;
    verify-*) verify "${step#verify-}" ;;
  esac
done
