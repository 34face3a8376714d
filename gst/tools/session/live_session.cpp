// SPDX-License-Identifier: LGPL-2.1-or-later
#include "gst/tools/session/live_session.h"

#include <fmt/core.h>

#include <poll.h>
#include <unistd.h>

#include <array>

#include "gst/tools/base/report.h"
#include "gst/tools/base/text.h"
#include "gst/tools/terminal/interruption.h"
#include "gst/tools/terminal/terminal_mode.h"

namespace audioblocks::tool {

namespace {

/// The display is drawn 25 times a second.
constexpr int tick_ms = 40;
constexpr std::chrono::milliseconds load_interval{500};
/// Commands wait for the first block, so that there is something to command, but not longer than
/// this.
constexpr std::chrono::seconds command_patience{2};

/// Not on a terminal in the background: reading it would stop the process.
bool may_read_commands() { return isatty(STDIN_FILENO) == 0 || TerminalMode::is_in_foreground(); }

}  // namespace

LiveSession::LiveSession(const Options& options, const ElementSettings& settings,
                         const InputSource& source, Output& output)
    : options_(options),
      source_(source),
      output_(output),
      view_(options, settings.reference_frequency(), source.name, output),
      pipeline_(*source.element, settings, *this),
      console_(pipeline_),
      commands_(STDIN_FILENO, TerminalMode::is_in_foreground()),
      exports_(options) {}

int LiveSession::run() {
  if (TerminalMode::is_in_foreground()) {
    const Terminfo& info = view_.terminfo();
    const bool has_line = view_.has_live_line();
    TerminalMode::begin_keys(has_line ? info.hide_cursor : "", has_line ? info.show_cursor : "");
    view_.hint(key_hint());
  }
  queue_.set_live(pipeline_.play());
  while (!is_over()) step();
  return end();
}

void LiveSession::step() {
  wait();
  TerminalMode::keep_keys();
  take_messages();
  watch_source();
  take_results();
  take_commands();
  update_load();
  view_.refresh(commands_.unfinished());
  output_.flush();
}

bool LiveSession::is_over() const {
  return is_finished_ || console_.has_quit() || Interruption::signal() != 0 ||
         output_.state() != Output::State::good;
}

bool LiveSession::accepts_commands() const {
  const bool is_ready =
      blocks_ > 0 || std::chrono::steady_clock::now() - start_ >= command_patience;
  return is_ready && !commands_.is_at_end() && may_read_commands() &&
         pipeline_.analyzer() != nullptr;
}

/// Waits until something arrives, at most for a tick; a signal ends the wait, too.
void LiveSession::wait() {
  std::array<pollfd, 2> descriptors = {
      {{pipeline_.message_descriptor(), POLLIN, 0}, {STDIN_FILENO, POLLIN, 0}}};
  const nfds_t count = accepts_commands() ? 2 : 1;
  if (poll(descriptors.data(), count, tick_ms) <= 0 || count == 1) return;
  if (descriptors[1].revents != 0) commands_.read(std::chrono::steady_clock::now());
}

void LiveSession::take_messages() {
  for (MessagePtr message = pipeline_.next_message(0); message != nullptr;
       message = pipeline_.next_message(0))
    take_message(*message);
}

void LiveSession::take_message(GstMessage& message) {
  const GstStructure* structure = gst_message_get_structure(&message);
  switch (GST_MESSAGE_TYPE(&message)) {
    case GST_MESSAGE_ERROR:
      if (problem_.empty()) problem_ = stream_problem(message, missing_);
      is_finished_ = true;
      break;
    case GST_MESSAGE_WARNING:
      if (const std::string text = pipeline_.warning_text(message); !text.empty())
        view_.report(source_.name, text);
      break;
    case GST_MESSAGE_APPLICATION:
      if (gst_structure_has_name(structure, Pipeline::no_audio))
        problem_ = "has no audio; name a source that has";
      if (gst_structure_has_name(structure, Pipeline::wrong_format))
        problem_ = "has a format that cannot be analysed; put `audioconvert` after it";
      is_finished_ = true;
      break;
    case GST_MESSAGE_ELEMENT:
      missing_.note(*structure);
      break;
    default:
      break;
  }
}

/// A source that says why it stops has ended the session before.
void LiveSession::watch_source() {
  if (is_finished_ || !pipeline_.source_has_stopped()) return;
  problem_ =
      "cannot be read (the source has stopped and gives no reason); check whether the sound server "
      "still runs";
  is_finished_ = true;
}

void LiveSession::take_results() {
  for (StructurePtr fields = queue_.pop(); fields != nullptr; fields = queue_.pop()) {
    if (is_note_event(*fields)) {
      if (const std::optional<HeardNote> note = read_note(*fields)) view_.note(*note);
      continue;
    }
    const Block block = read_block(*fields);
    if (blocks_++ == 0) check_instrument();
    time_.add(block);
    view_.block(block);
  }
}

/// Reports that blocks do not reach the instrument's lowest string.
void LiveSession::check_instrument() {
  if (options_.instrument == nullptr) return;
  GstStructure* raw = nullptr;
  g_object_get(pipeline_.analyzer(), "status", &raw, nullptr);
  const StructurePtr status(raw);
  int samples = 0;
  int rate = 0;
  double reached = 0.0;
  gst_structure_get(raw, "block-samples", G_TYPE_INT, &samples, "rate", G_TYPE_INT, &rate,
                    "lowest-pitch", G_TYPE_DOUBLE, &reached, nullptr);
  const double lowest = lowest_frequency(*options_.instrument, reference_frequency());
  if (lowest >= reached) return;
  view_.report(source_.name,
               fmt::format("the lowest string of --instrument {} has {:.1f} Hz, but blocks of {} "
                           "samples at {} Hz reach down to {:.1f} Hz; take longer blocks, if "
                           "there are any, or a lower rate",
                           options_.instrument->name, lowest, samples, rate, reached));
}

double LiveSession::reference_frequency() const {
  double reference = 0.0;
  g_object_get(pipeline_.analyzer(), "reference-frequency", &reference, nullptr);
  return reference;
}

void LiveSession::take_commands() {
  std::string line;
  while (!console_.has_quit() && commands_.next_line(std::chrono::steady_clock::now(), line)) {
    const std::optional<Command> command = parse_command(line);
    if (!command) continue;
    view_.answer(console_.run(*command));
    view_.set_reference(reference_frequency());
  }
}

void LiveSession::update_load() {
  const auto now = std::chrono::steady_clock::now();
  if (!view_.has_live_line() || pipeline_.analyzer() == nullptr || now - last_load_ < load_interval)
    return;
  last_load_ = now;
  GstStructure* raw = nullptr;
  g_object_get(pipeline_.analyzer(), "metrics", &raw, nullptr);
  const StructurePtr metrics(raw);
  double load = 0.0;
  if (raw != nullptr && gst_structure_get_double(raw, "load", &load)) view_.set_load(load);
}

int LiveSession::end() {
  // What came before the end counts; afterwards nothing may wait for room in the queue.
  queue_.close();
  take_results();
  const GstClockTime duration = pipeline_.duration();
  pipeline_.stop();
  shortfall_ = pipeline_.shortfall(duration, heard_.gapless_end());
  format_ = stream_format_;
  if (last_note_) view_.note(*last_note_);
  view_.end({format_, is_complete()});
  output_.flush();
  TerminalMode::end_keys();
  if (lost() > 0)
    view_.report(source_.name,
                 fmt::format("{} missing, since they came faster than the output was read; read it "
                             "faster, or give a longer --interval",
                             counted(lost(), "result")));
  std::string problem = final_problem();
  if (const std::string trouble = write_exports(); problem.empty()) problem = trouble;
  if (problem.empty()) return exit_good;
  view_.report(source_.name, problem);
  return exit_failed;
}

/// Returns what is wrong, or an empty text.
std::string LiveSession::write_exports() {
  const Exports::Outcome outcome =
      exports_.write(source_.name, format_.channels, reference_frequency());
  for (const std::string& remark : outcome.remarks) view_.report(source_.name, remark);
  return outcome.problem;
}

std::string LiveSession::final_problem() const {
  if (!problem_.empty() && blocks_ > 0) return stopped_problem(time_.seconds(), problem_);
  if (!problem_.empty() || !ended_by_itself()) return problem_;
  if (blocks_ == 0) return "holds no audio samples; name a source that does";
  return shortfall_ ? incomplete_problem(*shortfall_, heard_.end()) : std::string();
}

std::uint64_t LiveSession::lost() { return queue_.lost() + evicted_; }

bool LiveSession::is_complete() { return problem_.empty() && !shortfall_ && lost() == 0; }

bool LiveSession::ended_by_itself() const { return is_finished_ && Interruption::signal() == 0; }

void LiveSession::format(const GstCaps& caps) { stream_format_ = read_stream_format(caps); }

void LiveSession::mixed_format(const GstCaps& caps) { exports_.set_format(caps); }

void LiveSession::samples(const GstStructure& fields, GstBuffer& samples) {
  exports_.add_samples(fields, samples);
}

bool LiveSession::block(const GstStructure& fields) {
  const Block block = read_block(fields);
  // Blocks count from 0 again after a reset or a jump.
  if (block.index < next_index_) next_index_ = 0;
  if (block.index > next_index_) evicted_ += block.index - next_index_;
  next_index_ = block.index + 1;
  heard_.add(block);
  exports_.block(block);
  return queue_.push(StructurePtr(gst_structure_copy(&fields)));
}

void LiveSession::note(const GstStructure& event) {
  const std::optional<HeardNote> note = read_note(event);
  if (!note) return;
  exports_.note(*note);
  if (!queue_.push(StructurePtr(gst_structure_copy(&event)))) last_note_ = note;
}

}  // namespace audioblocks::tool
