// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>

#include "gst/tools/command_line/options.h"
#include "gst/tools/exports/exports.h"
#include "gst/tools/input/block_queue.h"
#include "gst/tools/input/input_source.h"
#include "gst/tools/input/pipeline.h"
#include "gst/tools/input/stream_format.h"
#include "gst/tools/input/stream_problem.h"
#include "gst/tools/results/heard_sound.h"
#include "gst/tools/results/sound_time.h"
#include "gst/tools/session/command_input.h"
#include "gst/tools/session/console.h"
#include "gst/tools/session/session_view.h"
#include "gst/tools/settings/element_settings.h"
#include "gst/tools/terminal/output.h"

namespace audioblocks::tool {

/// A source that is analysed, while commands are accepted, until it ends, fails, or the user ends
/// it.
class LiveSession : private PipelineListener {
 public:
  /// All must outlive it.
  LiveSession(const Options& options, const ElementSettings& settings, const InputSource& source,
              Output& output);

  /// Returns the exit status, after a report of each failure.
  [[nodiscard]] int run();

 private:
  void format(const GstCaps& caps) override;
  void mixed_format(const GstCaps& caps) override;
  void samples(const GstStructure& fields, GstBuffer& samples) override;
  bool block(const GstStructure& fields) override;
  void note(const GstStructure& event) override;

  void step();
  void wait();
  void take_messages();
  void take_message(GstMessage& message);
  void watch_source();
  void take_results();
  void take_commands();
  void check_instrument();
  [[nodiscard]] double reference_frequency() const;
  void update_load();
  [[nodiscard]] bool is_over() const;
  [[nodiscard]] bool accepts_commands() const;
  int end();
  [[nodiscard]] std::string write_exports();
  /// Results that are missing in the output.
  [[nodiscard]] std::uint64_t lost();
  [[nodiscard]] bool is_complete();
  /// True unless the user or a signal ended it.
  [[nodiscard]] bool ended_by_itself() const;
  [[nodiscard]] std::string final_problem() const;

  const Options& options_;
  const InputSource& source_;
  Output& output_;
  BlockQueue queue_;
  SessionView view_;
  Pipeline pipeline_;
  Console console_;
  CommandInput commands_;
  StreamFormat format_;
  std::string problem_;
  MissingPlugin missing_;
  std::optional<AnnouncedLength::Shortfall> shortfall_;
  bool is_finished_ = false;
  std::uint64_t blocks_ = 0;
  SoundTime time_;
  std::chrono::steady_clock::time_point start_ = std::chrono::steady_clock::now();
  std::chrono::steady_clock::time_point last_load_;

  /// Streaming thread; the main thread reads it after it has ended.
  StreamFormat stream_format_;

  /// The thread of the results; the main thread uses them after it has ended. They see what the
  /// queue loses, too.
  HeardSound heard_;
  /// The note that ended with the session, too late for the queue.
  std::optional<HeardNote> last_note_;
  /// What the element itself lost, and the index of the block after the last one.
  std::uint64_t evicted_ = 0;
  std::uint64_t next_index_ = 0;

  /// Both of these threads, see there.
  Exports exports_;
};

}  // namespace audioblocks::tool
