// SPDX-License-Identifier: LGPL-2.1-or-later
#include "gst/tools/devices/device_search.h"

#include <fcntl.h>
#include <glib-unix.h>
#include <poll.h>
#ifdef __linux__
#include <sys/prctl.h>
#endif
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <optional>
#include <sstream>
#include <string_view>
#include <utility>

#include "gst/tools/terminal/interruption.h"

namespace audioblocks::tool {

namespace {

/// Corrupts the heap in some releases of PipeWire, among them 0.3.65.
constexpr const char* pipewire_provider = "pipewiredeviceprovider";
/// How long a signal may go unnoticed.
constexpr int tick_ms = 100;

enum class Providers { all, all_but_pipewire };

std::string list_of_devices() {
  std::string lines;
  GstDeviceMonitor* monitor = gst_device_monitor_new();
  gst_device_monitor_add_filter(monitor, "Audio/Source", nullptr);
  if (!gst_device_monitor_start(monitor)) return lines;
  GList* devices = gst_device_monitor_get_devices(monitor);
  for (const GList* item = devices; item != nullptr; item = item->next)
    if (const auto device = describe(*GST_DEVICE(item->data))) lines += line_of(*device) + '\n';
  return lines;
}

bool write_all(int descriptor, std::string_view text) {
  while (!text.empty()) {
    const ssize_t written = write(descriptor, text.data(), text.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return false;
    text.remove_prefix(static_cast<std::size_t>(written));
  }
  return true;
}

/// Ends this process with its parent, whatever ends that.
void end_with(pid_t parent) {
#ifdef __linux__
  prctl(PR_SET_PDEATHSIG, SIGKILL);
#endif
  if (getppid() != parent) _exit(EXIT_FAILURE);
}

/// The process that searches. It stops no monitor and frees nothing at its end: a provider at fault
/// may crash there, when the list is complete.
[[noreturn]] void search(Providers providers, int descriptor, pid_t parent) {
  end_with(parent);
  for (const int number : {SIGINT, SIGTERM, SIGHUP})
    if (std::signal(number, SIG_DFL) == SIG_IGN) std::signal(number, SIG_IGN);
  GstRegistry* registry = gst_registry_get();
  if (providers == Providers::all_but_pipewire) {
    GstPluginFeature* provider = gst_registry_lookup_feature(registry, pipewire_provider);
    if (provider != nullptr) gst_registry_remove_feature(registry, provider);
  }
  _exit(write_all(descriptor, list_of_devices()) ? EXIT_SUCCESS : EXIT_FAILURE);
}

/// Reads to the end, or until a signal arrives.
std::string read_all(int descriptor) {
  std::string text;
  std::array<char, 4096> piece = {};
  pollfd readable = {descriptor, POLLIN, 0};
  while (Interruption::signal() == 0) {
    if (poll(&readable, 1, tick_ms) <= 0) continue;
    const ssize_t size = read(descriptor, piece.data(), piece.size());
    if (size < 0 && errno == EINTR) continue;
    if (size <= 0) break;
    text.append(piece.data(), static_cast<std::size_t>(size));
  }
  return text;
}

/// What the process wrote; nothing if it crashed or cannot be started.
std::optional<std::string> run_search(Providers providers) {
  std::array<int, 2> ends = {};
  if (!g_unix_open_pipe(ends.data(), FD_CLOEXEC, nullptr)) return {};
  // A parent that ignores it would keep us from the exit status.
  std::signal(SIGCHLD, SIG_DFL);
  const pid_t parent = getpid();
  const pid_t process = fork();
  if (process == 0) search(providers, ends[1], parent);
  close(ends[1]);
  std::string text = process > 0 ? read_all(ends[0]) : std::string();
  close(ends[0]);
  if (process < 0) return {};
  if (Interruption::signal() != 0) kill(process, SIGKILL);
  int status = 0;
  pid_t ended = 0;
  do ended = waitpid(process, &status, 0);
  while (ended < 0 && errno == EINTR);
  if (ended != process || !WIFEXITED(status) || WEXITSTATUS(status) != EXIT_SUCCESS) return {};
  return text;
}

bool has_pipewire_provider() {
  const ObjectPtr<GstPluginFeature> provider(
      gst_registry_lookup_feature(gst_registry_get(), pipewire_provider));
  return provider != nullptr;
}

/// Each device once: PipeWire and its PulseAudio server list the same ones.
std::vector<AudioDevice> once_each(std::vector<AudioDevice> devices) {
  std::vector<AudioDevice> kept;
  for (AudioDevice& device : devices) {
    const bool is_new =
        device.id.empty() || std::ranges::find(kept, device.id, &AudioDevice::id) == kept.end();
    if (is_new) kept.push_back(std::move(device));
  }
  return kept;
}

std::vector<AudioDevice> parse(const std::string& text) {
  std::vector<AudioDevice> devices;
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);)
    if (auto device = device_from_line(line)) devices.push_back(std::move(*device));
  std::ranges::stable_partition(devices, &AudioDevice::is_default);
  return once_each(std::move(devices));
}

}  // namespace

DeviceSearch find_devices() {
  DeviceSearch found;
  std::optional<std::string> text = run_search(Providers::all);
  if (!text && Interruption::signal() == 0 && has_pipewire_provider()) {
    text = run_search(Providers::all_but_pipewire);
    if (text)
      found.warning =
          "GStreamer's search for PipeWire's devices crashed, and is left out; update "
          "gstreamer1.0-pipewire, or name a device that is missing with --pipeline";
  }
  if (text) found.devices = parse(*text);
  if (!text)
    found.problem =
        "GStreamer's search for audio devices failed; use --device without a name, or --pipeline";
  else if (found.devices.empty())
    found.problem = no_device_problem();
  return found;
}

std::string no_device_problem() {
  return "there is no audio device here; plug one in, start the sound server, or try --test-tone "
         "440, which needs none";
}

}  // namespace audioblocks::tool
