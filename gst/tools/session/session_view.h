// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "gst/tools/command_line/options.h"
#include "gst/tools/results/block_writer.h"
#include "gst/tools/session/answer.h"
#include "gst/tools/session/log_lines.h"
#include "gst/tools/session/tuner_line.h"
#include "gst/tools/terminal/live_line.h"
#include "gst/tools/terminal/output.h"
#include "gst/tools/terminal/terminfo.h"

namespace audioblocks::tool {

/// What a session shows: rows in the form asked for or, on a terminal if none was, one line that is
/// drawn again and again. Answers to commands go where they do not disturb it. Main thread.
class SessionView {
 public:
  /// All must outlive it.
  SessionView(const Options& options, double reference_frequency, const std::string& source,
              Output& output);

  void block(const Block& block);
  void note(const HeardNote& note);
  void answer(const Answer& answer);
  /// A line above the live line, if there is one.
  void hint(const std::string& text);
  /// One line on standard error.
  void report(const std::string& subject, const std::string& text);
  void set_load(double load);
  void set_reference(double frequency);
  /// Draws the line again; `typed` is an unfinished command.
  void refresh(const std::string& typed);
  /// Writes what comes last, such as a summary.
  void end(const InputEnd& end);

  [[nodiscard]] bool has_live_line() const { return line_.has_value(); }
  [[nodiscard]] const Terminfo& terminfo() const { return terminfo_; }

 private:
  void write_above(const std::string& text);

  const Options& options_;
  Output& output_;
  Terminfo terminfo_;
  TunerLine tuner_;
  std::optional<LiveLine> line_;
  std::optional<LogLines> log_;
  std::unique_ptr<BlockWriter> writer_;
  /// A note was shown, and before it the names of its columns.
  bool has_notes_ = false;
};

}  // namespace audioblocks::tool
