// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <string>

#include "block_writer.h"
#include "element_settings.h"
#include "input_file.h"
#include "output.h"
#include "pipeline.h"
#include "progress.h"
#include "stream_format.h"
#include "stream_problem.h"

namespace tool {

/// The analysis of one file, from its start to its end or its first error.
class FileAnalysis : private PipelineListener {
 public:
  /// All of them must outlive it. `output` is watched: its failure ends the analysis.
  FileAnalysis(const ElementSettings& settings, BlockWriter& writer, const Output& output,
               Progress& progress);

  /// Gives every block to the writer. Returns "what is wrong; what to do", or nothing.
  [[nodiscard]] std::string run(const InputFile& input);

  [[nodiscard]] const StreamFormat& format() const { return format_; }
  [[nodiscard]] std::uint64_t blocks() const { return blocks_.load(); }

 private:
  void format(const GstCaps& caps) override;
  bool block(const GstStructure& fields) override;

  void watch(Pipeline& pipeline);
  /// True when that was the last message of interest.
  bool handle(GstMessage& message, const Pipeline& pipeline);
  bool handle_application(const GstStructure& structure);
  void handle_error(GstMessage& message);
  [[nodiscard]] bool gave_up_after_error();

  const ElementSettings& settings_;
  BlockWriter& writer_;
  const Output& output_;
  Progress& progress_;

  /// Main thread; read by others only while no stream runs.
  StreamFormat format_;
  std::string codec_;
  std::string problem_;
  MissingPlugin missing_;
  std::uint64_t blocks_at_last_look_ = 0;
  std::chrono::steady_clock::time_point last_progress_;

  /// Streaming thread.
  std::uint64_t samples_ = 0;
  double seconds_ = 0.0;
  /// Written by the streaming thread, read by the main thread.
  std::atomic<std::uint64_t> blocks_{0};
  std::atomic<GstClockTime> position_{0};
};

}  // namespace tool
