// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "gst/tools/exports/exports.h"
#include "gst/tools/input/input_source.h"
#include "gst/tools/input/pipeline.h"
#include "gst/tools/input/stream_format.h"
#include "gst/tools/input/stream_problem.h"
#include "gst/tools/results/block_writer.h"
#include "gst/tools/results/heard_sound.h"
#include "gst/tools/settings/element_settings.h"
#include "gst/tools/terminal/output.h"
#include "gst/tools/terminal/progress.h"

namespace audioblocks::tool {

/// What the analyses of several files share. Its members must outlive them.
struct AnalysisContext {
  const ElementSettings& settings;
  Progress& progress;
  /// True once no results are wanted any more.
  const std::atomic<bool>& cancelled;
};

/// The analysis of one file, from its start to its end, its first error or a signal.
class FileAnalysis : private PipelineListener {
 public:
  /// All must outlive it. A failure of `output` ends the analysis.
  FileAnalysis(const AnalysisContext& context, std::size_t file, BlockWriter& writer,
               const Output& output, Exports& exports);

  /// Passes every block and note to the writer and the exports. Returns "what is wrong; what to
  /// do", or an empty text.
  [[nodiscard]] std::string run(const InputSource& input);

  [[nodiscard]] const StreamFormat& format() const { return format_; }
  /// What the element warned of, each once.
  [[nodiscard]] const std::vector<std::string>& warnings() const { return warnings_; }

 private:
  void format(const GstCaps& caps) override;
  void mixed_format(const GstCaps& caps) override;
  void samples(const GstStructure& fields, GstBuffer& samples) override;
  bool block(const GstStructure& fields) override;
  void note(const GstStructure& event) override;

  void watch(Pipeline& pipeline);
  /// Returns true if this was the last message of interest.
  bool handle(GstMessage& message, const Pipeline& pipeline);
  bool handle_application(const GstStructure& structure);
  void handle_error(GstMessage& message);
  void keep_warning(const std::string& text);
  [[nodiscard]] bool gave_up_after_error();
  [[nodiscard]] bool is_complete() const;
  [[nodiscard]] std::string final_problem() const;

  const AnalysisContext& context_;
  std::size_t file_;
  BlockWriter& writer_;
  const Output& output_;
  Exports& exports_;

  /// Main thread; others read it only while nothing streams.
  StreamFormat format_;
  std::string codec_;
  std::string problem_;
  std::vector<std::string> warnings_;
  MissingPlugin missing_;
  std::optional<AnnouncedLength::Shortfall> shortfall_;
  bool is_cut_off_ = false;
  std::uint64_t blocks_at_last_look_ = 0;
  std::chrono::steady_clock::time_point last_progress_;

  /// The thread of the results; the main thread uses them after it has ended.
  std::uint64_t samples_ = 0;
  HeardSound heard_;
  /// Written by that thread, read by the main thread.
  std::atomic<std::uint64_t> blocks_{0};
  std::atomic<GstClockTime> position_{0};
};

}  // namespace audioblocks::tool
