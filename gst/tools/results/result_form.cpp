// SPDX-License-Identifier: LGPL-2.1-or-later
#include "gst/tools/results/result_form.h"

#include "gst/tools/results/csv_writer.h"
#include "gst/tools/results/interval_filter.h"
#include "gst/tools/results/json_writer.h"
#include "gst/tools/results/summary.h"
#include "gst/tools/results/summary_json.h"

namespace audioblocks::tool {

ResultForm::ResultForm(const Options& options, double reference_frequency, bool with_file)
    : format_(options.format == Options::Format::automatic ? Options::Format::summary
                                                           : options.format),
      interval_(options.interval.value_or(0)),
      reference_frequency_(reference_frequency),
      with_file_(with_file) {}

std::string ResultForm::header() const {
  return format_ == Options::Format::csv ? CsvWriter::header(with_file_) : std::string();
}

const char* ResultForm::extension() const {
  if (format_ == Options::Format::csv) return ".csv";
  if (format_ == Options::Format::json) return ".jsonl";
  return format_ == Options::Format::summary_json ? ".json" : ".txt";
}

std::unique_ptr<BlockWriter> ResultForm::make_writer(Output& output,
                                                     const std::string& name) const {
  const std::string* file = with_file_ ? &name : nullptr;
  std::unique_ptr<BlockWriter> writer;
  if (format_ == Options::Format::summary)
    return std::make_unique<Summary>(output, name, reference_frequency_);
  if (format_ == Options::Format::summary_json)
    return std::make_unique<SummaryJson>(output, name, reference_frequency_);
  if (format_ == Options::Format::csv)
    writer = std::make_unique<CsvWriter>(output, file);
  else
    writer = std::make_unique<JsonWriter>(output, file);
  if (interval_ == 0) return writer;
  return std::make_unique<IntervalFilter>(std::move(writer), interval_);
}

bool ResultForm::is_rows() const {
  return format_ == Options::Format::csv || format_ == Options::Format::json;
}

}  // namespace audioblocks::tool
