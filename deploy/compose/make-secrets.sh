#!/bin/sh
# Makes the secrets of docker-compose.yml that are missing, and prints the token of a new one.
# What exists stays as it is, so it is safe to run twice.
#
# Usage: deploy/compose/make-secrets.sh [folder]
set -eu

folder=${1:-$(dirname "$0")/secrets}
umask 077
mkdir -p "$folder"
# The folder keeps others on this machine out. A file must be readable for all, because Compose
# mounts it with its permissions into containers whose users have other numbers than yours.
chmod 0700 "$folder"

random() {
  if command -v openssl >/dev/null; then
    openssl rand -hex 32
  else
    node -p 'crypto.randomBytes(32).toString("hex")'
  fi
}

ed25519() {
  if command -v openssl >/dev/null; then
    openssl genpkey -algorithm ed25519
  else
    node -p 'crypto.generateKeyPairSync("ed25519").privateKey.export({ format: "pem", type: "pkcs8" }).trim()'
  fi
}

# make NAME COMMAND: true if it made the file. A half-written one never gets the name.
make() {
  [ ! -e "$folder/$1" ] || return 1
  "$2" >"$folder/$1.new" || fail "$2"
  [ -s "$folder/$1.new" ] || fail "$2"
  chmod 0444 "$folder/$1.new"
  mv "$folder/$1.new" "$folder/$1"
}

fail() {
  echo "make-secrets: no $1 was made; openssl or node is needed" >&2
  exit 1
}

command -v openssl >/dev/null || command -v node >/dev/null || fail secret
make postgres-password random || true
make signing-key ed25519 || true
if make admin-token random; then
  echo 'The token of admin@example.com, shown only now:'
  cat "$folder/admin-token"
else
  echo "$folder/admin-token exists, nothing is shown."
fi
