// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <chrono>
#include <cstdint>
#include <string>

#include "block_queue.h"
#include "command_input.h"
#include "console.h"
#include "element_settings.h"
#include "input_source.h"
#include "options.h"
#include "output.h"
#include "pipeline.h"
#include "plot_data.h"
#include "session_view.h"
#include "stream_format.h"
#include "stream_problem.h"

namespace tool {

/// A source that is listened to, with commands meanwhile, until it ends, fails, or the user has
/// enough.
class LiveSession : private PipelineListener {
 public:
  /// All must outlive it.
  LiveSession(const Options& options, const ElementSettings& settings, const InputSource& source,
              Output& output);

  /// The exit status. What went wrong has been reported.
  [[nodiscard]] int run();

 private:
  void format(const GstCaps& caps) override;
  void mixed_format(const GstCaps& caps) override;
  bool block(const GstStructure& fields, GstBuffer& samples) override;

  void go_on();
  void wait();
  void take_messages();
  void take_message(GstMessage& message);
  void take_blocks();
  void take_commands();
  void look_at_load();
  [[nodiscard]] bool is_over() const;
  [[nodiscard]] bool hears_commands() const;
  int end();
  std::string draw() const;
  [[nodiscard]] std::string told_problem() const;

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
  bool is_finished_ = false;
  std::uint64_t blocks_ = 0;
  double seconds_ = 0.0;
  std::chrono::steady_clock::time_point start_ = std::chrono::steady_clock::now();
  std::chrono::steady_clock::time_point last_load_;

  /// Streaming thread; read by others once it is gone.
  StreamFormat heard_format_;
  PlotData plot_;
};

}  // namespace tool
