# shellcheck shell=bash
# SPDX-License-Identifier: LGPL-2.1-or-later
#
# The container image of docs/examples/Containerfile, for `./dev image`. `./dev` sources this file and
# roots.sh, which is where stage(), make_root() and the like are.
# shellcheck disable=SC2154 # so are stage_ok and the directory of roots

readonly image_dir=build-image
readonly sample=/usr/share/sonic-pi/samples/bass_voxy_c.flac

# buildah with a store of its own and without a kernel's help, so that it also runs in a container.
in_store() {
  as_root env STORAGE_DRIVER=vfs BUILDAH_ISOLATION=chroot \
    buildah --root "$PWD/$image_dir/storage" --runroot "$PWD/$image_dir/run" "$@"
}

# make_base ROOT: stands in for Debian's image, which the Containerfile names and a registry has.
make_base() {
  local container
  make_root "$1" bookworm
  container=$(in_store from scratch)
  in_store add --quiet "$container" "$1" /
  in_store commit --quiet --rm "$container" docker.io/library/debian:12
}

make_image() {
  rm -rf "$image_dir/source"
  copy_checkout "$image_dir/source"
  in_store build --pull-never --file docs/examples/Containerfile --tag audioblocks "$image_dir/source"
}

# Prints the script that docs/recipes.md gives to each index of a Kubernetes Job.
job_script() {
  PYTHONPATH=tests/e2e/support python3 -c '
import yaml
from fenced_blocks import recipe
(container,) = yaml.safe_load(recipe("yaml kubernetes"))["spec"]["template"]["spec"]["containers"]
print(container["args"][0])'
}

# Runs the tool, and an index of the Job, which has a hundredth of the list, as a user without a name.
try_image() {
  local container data=$image_dir/data
  as_root rm -rf "$data"
  mkdir -p "$data"
  chmod 777 "$data"
  cp "$sample" "$data/bass.flac"
  for ((i = 0; i < 100; i++)); do
    ln "$data/bass.flac" "$data/$i.flac"
    printf './%d.flac\0' "$i"
  done >"$data/files.list"
  container=$(in_store from --pull-never localhost/audioblocks)
  local run=(in_store run --user 1000:1000 --volume "$PWD/$data:/data" --env JOB_COMPLETION_INDEX=0)
  "${run[@]}" "$container" -- gst-audioblocks-1.0 bass.flac >"$data/summary.txt"
  "${run[@]}" "$container" -- sh -c "$(job_script)"
  in_store rm "$container"
  cat "$data/summary.txt" "$data"/reports/*
  grep -q 'C2' "$data/summary.txt"
  grep -q ',C2,' "$data"/csv/*.csv
}
