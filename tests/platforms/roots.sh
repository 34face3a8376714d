# shellcheck shell=bash
# SPDX-License-Identifier: LGPL-2.1-or-later
#
# Debian systems in directories of their own, for `./dev chroot` and `./dev cross`. `./dev` sources this
# file, which is where stage(), die() and the like are.
# shellcheck disable=SC2154 # so are stage_ok and the sets of options

readonly roots=$PWD/build-roots
readonly mirror=http://deb.debian.org
# dpkg need not wait for the disk: a root that a crash has left in pieces is made anew.
readonly dpkg_options=DPKG_FORCE=unsafe-io
# What commands in a root see of the environment; sudo would not pass it on.
readonly root_environment=(
  "$dpkg_options" "TERM=${TERM:-dumb}" "http_proxy=${http_proxy:-}"
)

# The namespaces end with the last process in them, also after an interrupt or a crash, and take every
# mount along: nothing has to be unmounted.
in_namespace() {
  as_root unshare --mount --pid --fork --kill-child "$@"
}

# in_root ROOT COMMAND...: runs the command there, as root. ccache is used if it is installed there.
in_root() {
  # shellcheck disable=SC2016 # the words are expanded inside
  in_namespace bash -c '
    set -e
    root=$1
    shift
    mount -t proc proc "$root/proc"
    mount --rbind /sys "$root/sys"
    mount --rbind /dev "$root/dev"
    cp -L /etc/resolv.conf /etc/hosts "$root/etc/"
    # The first process of the namespace: an interrupt reaches it by a trap only, and its end ends all.
    trap "exit 130" INT TERM HUP
    chroot "$root" env -i HOME=/root \
      PATH=/usr/lib/ccache:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin "$@" <&0 &
    wait $!' bash "$1" "${root_environment[@]}" "${@:2}"
}

# in_checkout ROOT COMMAND...: runs a function of ./dev in the root's copy of the checkout.
in_checkout() {
  local root=$1
  shift
  # shellcheck disable=SC2016 # the words are expanded inside
  in_root "$root" bash -c 'cd /audioblocks && source ./dev && "$@"' bash "$@"
}

# make_root ROOT SUITE: unless it is there. It gets its name when it is whole. A root for cross building
# has no security updates, because those do not come at the same time for all architectures, and a
# library must have one version for both.
make_root() {
  local root=$1 suite=$2 sources="deb [check-valid-until=no] $mirror/debian $2 main"
  [[ ! -d $root ]] || return 0
  [[ $suite == sid || $root == */cross-* ]] ||
    sources+=$'\n'"deb $mirror/debian-security $suite-security main"
  mkdir -p "$roots"
  as_root rm -rf "$root.new"
  in_namespace env "${root_environment[@]}" debootstrap --variant=minbase --include=ca-certificates,git "$suite" "$root.new" \
    "$mirror/debian"
  as_root tee "$root.new/etc/apt/sources.list" <<<"$sources"
  as_root mv "$root.new" "$root"
}

# update_checkout ROOT: makes the root's copy of the checkout what the checkout is now. Builds stay there,
# and files keep their times, so that a build compiles only what has changed.
update_checkout() {
  local copy=$1/audioblocks
  # Fails here, and not where its output is read, if git does not trust the checkout.
  git ls-files --error-unmatch dev >/dev/null
  as_root mkdir -p "$copy"
  as_root git -C "$copy" init --quiet
  as_root git -C "$copy" ls-files -z | as_root xargs -0 --no-run-if-empty env -C "$copy" rm -f --
  list_checkout | tar --null --verbatim-files-from --files-from=- --create |
    as_root tar -C "$copy" --extract --no-same-owner
  as_root git -C "$copy" add --all
}

# prepare_root NAME SUITE: sets `root` to the directory, and makes it ready.
prepare_root() {
  root=$roots/$1
  stage "$1: Debian" make_root "$root" "$2"
  [[ $stage_ok == true ]] || report
  stage "$1: checkout" update_checkout "$root"
  [[ $stage_ok == true ]] || report
}

remove_roots() {
  [[ ! -d $roots ]] || as_root rm -rf "$roots"
}

# --- another system -------------------------------------------------------------------------------

# run_in_suite SUITE [VERB...]: without a verb, check.
run_in_suite() {
  local suite=$1 root
  shift
  (($#)) || set -- check
  [[ $suite =~ ^(bookworm|trixie|sid)$ ]] || die "no suite '$suite': bookworm, trixie or sid"
  prepare_root "$suite" "$suite"
  in_checkout "$root" main "$@"
}

# --- another architecture -------------------------------------------------------------------------

# The libraries, as packages of the other architecture.
readonly cross_libraries=(
  libgstreamer1.0-dev libgstreamer-plugins-base1.0-dev liborc-0.4-dev libfftw3-dev libfmt-dev
  libjson-glib-dev libcairo2-dev libpango1.0-dev libncurses-dev libsmf-dev check gstreamer1.0-plugins-base
  gstreamer1.0-plugins-good
)

# Sets what a Debian architecture is called elsewhere.
name_architecture() {
  case $1 in
    arm64) triplet=aarch64-linux-gnu family=aarch64 emulator=qemu-aarch64-static endian=little ;;
    armhf) triplet=arm-linux-gnueabihf family=arm emulator=qemu-arm-static endian=little ;;
    i386) triplet=i686-linux-gnu family=x86 emulator=qemu-i386-static endian=little ;;
    s390x) triplet=s390x-linux-gnu family=s390x emulator=qemu-s390x-static endian=big ;;
    *) die "no architecture '$1': arm64, armhf, i386 or s390x" ;;
  esac
  # Debian's directories of libraries have the name of the oldest i386.
  libraries=${triplet/#i686/i386}
}

# Describes the machine that the programs are for.
cross_file() {
  cat <<FILE
[binaries]
c = '$triplet-gcc'
cpp = '$triplet-g++'
ar = '$triplet-ar'
strip = '$triplet-strip'
pkgconfig = 'pkg-config'
exe_wrapper = '$emulator'

[properties]
pkg_config_libdir = ['/usr/lib/$libraries/pkgconfig', '/usr/share/pkgconfig']

[host_machine]
system = 'linux'
cpu_family = '$family'
cpu = '$family'
endian = '$endian'
FILE
}

# Some packages' own scripts report an "Exec format error" here, because they run programs of the other
# architecture. What is built does not need them.
install_cross() {
  local arch=$1
  in_root "$root" dpkg --add-architecture "$arch"
  in_root "$root" apt-get -qq update
  in_root "$root" env DEBIAN_FRONTEND=noninteractive apt-get -qq install -y --no-install-recommends \
    "crossbuild-essential-$arch" g++ meson ninja-build pkgconf python3 liborc-0.4-dev-bin \
    qemu-user-static sonic-pi-samples "${cross_libraries[@]/%/:$arch}"
}

build_cross() {
  cross_file | as_root tee "$root/audioblocks/build-cross.txt"
  in_checkout "$root" make_build build-cross "${check_options[@]}" --cross-file build-cross.txt
}

# Only the core's tests, and those of the element that read bytes or count time: an emulator is slow.
readonly portable_tests=(caps input reblock result time)

make_small_build() {
  local tests
  configure build-cross "$@"
  tests="tests/(unit/unit-|fuzz/replay-(analyzer|exchange|pool|ring)|element/element-("
  tests+="$(IFS='|' && echo "${portable_tests[*]}")))"
  # shellcheck disable=SC2046 # one word a target
  ninja -C build-cross gst/element/libgstaudioblocks.so \
    $(ninja -C build-cross -t targets all | sed -nE "s,^(${tests}[a-z_]*): .*_LINKER.*,\1,p")
}

build_small_cross() {
  cross_file | as_root tee "$root/audioblocks/build-cross.txt"
  in_root "$root" bash -c 'cd /audioblocks && source ./dev && source tests/platforms/roots.sh &&
    make_small_build "$@"' bash "${check_options[@]}" -Dtools=disabled -Dpitchscope=disabled \
    --cross-file build-cross.txt
}

# The plugin scanner could not be run: the tests scan themselves. An emulator takes its time.
test_cross() {
  in_checkout "$root" env GST_REGISTRY_FORK=no CK_TIMEOUT_MULTIPLIER=10 \
    bash -c 'source ./dev; run_tests build-cross --timeout-multiplier 10 "$@"' bash "$@"
}

# Analyses a recording with the tool: a C of a bass.
try_cross_tool() {
  local output
  output=$(in_root "$root" env -C /audioblocks/build-cross GST_REGISTRY_FORK=no GST_PLUGIN_PATH=gst \
    GST_REGISTRY=registry.bin "$emulator" gst/tools/gst-audioblocks-1.0 \
    /usr/share/sonic-pi/samples/bass_voxy_c.flac)
  printf '%s\n' "$output"
  grep -q 'C2' <<<"$output"
}

# run_for_architecture ARCH: everything for arm64; for the others, the core and some of the element.
run_for_architecture() {
  local arch=$1 root triplet family emulator endian libraries
  name_architecture "$arch"
  prepare_root "cross-$arch" bookworm
  stage "$arch: packages" install_cross "$arch"
  [[ $stage_ok == true ]] || report
  if [[ $arch == arm64 ]]; then
    stage "$arch: build" build_cross
    [[ $stage_ok == true ]] || report
    stage "$arch: unit tests" test_cross --suite unit
    stage "$arch: element tests" test_cross --suite element
    stage "$arch: tool on a recording" try_cross_tool
  else
    stage "$arch: build" build_small_cross
    [[ $stage_ok == true ]] || report
    stage "$arch: unit tests" test_cross --suite unit
    stage "$arch: some element tests" test_cross "${portable_tests[@]}"
  fi
  report
}
