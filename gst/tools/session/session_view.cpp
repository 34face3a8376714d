// SPDX-License-Identifier: LGPL-2.1-or-later
#include "gst/tools/session/session_view.h"

#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <utility>

#include "gst/tools/base/report.h"
#include "gst/tools/base/text.h"
#include "gst/tools/results/interval_filter.h"
#include "gst/tools/results/result_form.h"
#include "gst/tools/results/row_writer.h"
#include "gst/tools/results/summary.h"
#include "gst/tools/session/note_row.h"

namespace audioblocks::tool {

namespace {

constexpr GstClockTime row_interval = 100 * GST_MSECOND;

/// True if it goes to the terminal, and not to a file that the user named.
bool log_would_disturb() {
  return isatty(STDERR_FILENO) == 1 && std::getenv("GST_DEBUG_FILE") == nullptr;
}

std::unique_ptr<BlockWriter> make_rows(const Options& options, double reference, Output& output) {
  const GstClockTime interval = options.interval.value_or(row_interval);
  auto rows = std::make_unique<RowWriter>(output, options.instrument, reference);
  if (interval == 0) return rows;
  return std::make_unique<IntervalFilter>(std::move(rows), interval);
}

}  // namespace

SessionView::SessionView(const Options& options, double reference_frequency,
                         const std::string& source, Output& output)
    : options_(options),
      output_(output),
      terminfo_(Terminfo::read()),
      tuner_(options.instrument, reference_frequency) {
  if (options.format != Options::Format::automatic) {
    const ResultForm form(options, reference_frequency, false);
    output_.write(form.header());
    writer_ = form.make_writer(output, source);
  } else if (LiveLine::is_possible(output, terminfo_)) {
    line_.emplace(output, terminfo_);
    if (log_would_disturb()) log_.emplace();
    writer_ = std::make_unique<Summary>(output, source, reference_frequency);
  } else {
    writer_ = make_rows(options, reference_frequency, output);
  }
}

void SessionView::block(const Block& block) {
  writer_->block(block);
  tuner_.block(block);
}

void SessionView::note(const HeardNote& note) {
  writer_->note(note);
  if (!line_) return;
  write_above((has_notes_ ? "" : note_row_head()) + note_row(note));
  has_notes_ = true;
}

void SessionView::set_load(double load) { tuner_.set_load(load); }

void SessionView::set_reference(double frequency) {
  writer_->set_reference(frequency);
  tuner_.set_reference(frequency);
}

void SessionView::answer(const Answer& answer) {
  using Format = Options::Format;
  const Format format = options_.format;
  if (format == Format::json || format == Format::notes_json) {
    output_.write(answer.as_json());
    return;
  }
  const std::string text = answer.as_text(line_ ? LiveLine::columns() : 0);
  if (format == Format::csv || format == Format::notes_csv || format == Format::summary_json)
    std::fputs(text.c_str(), stderr);
  else
    write_above(text);
}

void SessionView::hint(const std::string& text) {
  if (line_) write_above(clipped(text, LiveLine::columns()) + '\n');
}

void SessionView::report(const std::string& subject, const std::string& text) {
  if (line_) line_->wipe();
  output_.flush();
  tool::report(subject, text);
}

void SessionView::write_above(const std::string& text) {
  if (text.empty()) return;
  if (line_) line_->wipe();
  output_.write(text);
}

void SessionView::refresh(const std::string& typed) {
  if (!line_) return;
  if (log_) write_above(log_->take());
  const std::size_t columns = LiveLine::columns();
  if (typed.empty())
    line_->draw(tuner_.text(columns));
  else
    line_->draw({{clipped("> " + one_line(typed), columns), Style::plain}});
}

void SessionView::end(const InputEnd& end) {
  if (line_) line_->wipe();
  if (log_) output_.write(log_->take());
  writer_->end(end);
}

}  // namespace audioblocks::tool
