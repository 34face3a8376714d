// SPDX-License-Identifier: LGPL-2.1-or-later
#include "gst/tools/results/result_form.h"

#include "gst/tools/results/csv_writer.h"
#include "gst/tools/results/interval_filter.h"
#include "gst/tools/results/json_writer.h"
#include "gst/tools/results/note_csv_writer.h"
#include "gst/tools/results/note_json_writer.h"
#include "gst/tools/results/summary.h"
#include "gst/tools/results/summary_json.h"

namespace audioblocks::tool {

ResultForm::ResultForm(const Options& options, double reference_frequency, bool with_file)
    : format_(options.format == Options::Format::automatic ? Options::Format::summary
                                                           : options.format),
      interval_(options.interval.value_or(0)),
      reference_frequency_(reference_frequency),
      with_file_(with_file),
      columns_(options.columns) {}

std::string ResultForm::header() const {
  if (format_ == Options::Format::csv) return CsvWriter::header(columns_, with_file_);
  if (format_ == Options::Format::notes_csv) return NoteCsvWriter::header(with_file_);
  return {};
}

const char* ResultForm::extension() const {
  switch (format_) {
    case Options::Format::csv:
      return ".csv";
    case Options::Format::json:
      return ".jsonl";
    case Options::Format::notes_csv:
      return ".notes.csv";
    case Options::Format::notes_json:
      return ".notes.jsonl";
    case Options::Format::summary_json:
      return ".json";
    default:
      return ".txt";
  }
}

std::unique_ptr<BlockWriter> ResultForm::make_writer(Output& output,
                                                     const std::string& name) const {
  const std::string* file = with_file_ ? &name : nullptr;
  std::unique_ptr<BlockWriter> writer;
  if (format_ == Options::Format::summary)
    return std::make_unique<Summary>(output, name, reference_frequency_);
  if (format_ == Options::Format::summary_json)
    return std::make_unique<SummaryJson>(output, name, reference_frequency_);
  if (format_ == Options::Format::notes_csv) return std::make_unique<NoteCsvWriter>(output, file);
  if (format_ == Options::Format::notes_json) return std::make_unique<NoteJsonWriter>(output, file);
  if (format_ == Options::Format::csv)
    writer = std::make_unique<CsvWriter>(output, columns_, file);
  else
    writer = std::make_unique<JsonWriter>(output, file);
  if (interval_ == 0) return writer;
  return std::make_unique<IntervalFilter>(std::move(writer), interval_);
}

bool ResultForm::is_rows() const {
  return format_ != Options::Format::summary && format_ != Options::Format::summary_json;
}

}  // namespace audioblocks::tool
