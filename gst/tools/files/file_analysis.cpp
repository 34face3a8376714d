// SPDX-License-Identifier: LGPL-2.1-or-later
#include "gst/tools/files/file_analysis.h"

#include <fmt/core.h>

#include <algorithm>

#include "gst/base/gst_ptr.h"
#include "gst/tools/base/text.h"
#include "gst/tools/terminal/interruption.h"

namespace audioblocks::tool {

namespace {

/// From one update of the progress to the next.
constexpr GstClockTime tick = 200 * GST_MSECOND;
/// After an error, blocks under way still arrive: until none has for this long.
constexpr std::chrono::milliseconds error_patience{1000};

std::string audio_codec(GstMessage& message) {
  GstTagList* list = nullptr;
  gst_message_parse_tag(&message, &list);
  const TagListPtr tags(list);
  char* codec = nullptr;
  gst_tag_list_get_string(tags.get(), GST_TAG_AUDIO_CODEC, &codec);
  const CharPtr owned(codec);
  return codec != nullptr ? codec : "";
}

std::string wrong_format_problem(const GstStructure& structure) {
  GstCaps* raw = nullptr;
  gst_structure_get(&structure, "caps", GST_TYPE_CAPS, &raw, nullptr);
  const CapsPtr caps(raw);
  int channels = 0;
  if (gst_structure_get_int(gst_caps_get_structure(raw, 0), "channels", &channels))
    return fmt::format("has {} channels; at most 64 can be analysed", channels);
  return "has a format that cannot be analysed; convert it to WAV or FLAC first";
}

}  // namespace

FileAnalysis::FileAnalysis(const AnalysisContext& context, std::size_t file, BlockWriter& writer,
                           const Output& output, Exports& exports)
    : context_(context), file_(file), writer_(writer), output_(output), exports_(exports) {}

std::string FileAnalysis::run(const InputSource& input) {
  context_.progress.begin_file(file_, input.name);
  Pipeline pipeline(*input.element, context_.settings, *this);
  pipeline.play();
  watch(pipeline);
  const GstClockTime duration = pipeline.duration();
  pipeline.drain();
  pipeline.stop();
  context_.progress.end_file(file_);
  is_cut_off_ = input.is_cut_off;
  shortfall_ = pipeline.shortfall(duration, heard_.gapless_end());
  format_.codec = codec_;
  writer_.end({format_, is_complete()});
  return final_problem();
}

bool FileAnalysis::is_complete() const {
  return problem_.empty() && !shortfall_ && !is_cut_off_ && Interruption::signal() == 0;
}

std::string FileAnalysis::final_problem() const {
  if (Interruption::signal() != 0)
    return fmt::format("ended by a signal after {} s; its result covers that part",
                       fixed(heard_.time().seconds(), 3));
  if (blocks_ > 0 && !problem_.empty()) return stopped_problem(heard_.time().seconds(), problem_);
  if (blocks_ == 0 && problem_.empty()) return "holds no audio samples; name a file that does";
  if (!problem_.empty()) return problem_;
  if (shortfall_) return incomplete_problem(*shortfall_, heard_.end());
  return is_cut_off_ ? cut_off_problem(heard_.time().seconds()) : std::string();
}

void FileAnalysis::watch(Pipeline& pipeline) {
  while (Interruption::signal() == 0) {
    const MessagePtr message = pipeline.next_message(tick);
    if (message != nullptr && handle(*message, pipeline)) return;
    if (!problem_.empty() && gave_up_after_error()) return;
    if (message == nullptr) context_.progress.update(file_, position_, pipeline.duration());
  }
}

bool FileAnalysis::handle(GstMessage& message, const Pipeline& pipeline) {
  const GstStructure* structure = gst_message_get_structure(&message);
  switch (GST_MESSAGE_TYPE(&message)) {
    case GST_MESSAGE_APPLICATION:
      return handle_application(*structure);
    case GST_MESSAGE_ERROR:
      handle_error(message);
      // What a source delivered before it failed may still be in the decoder.
      return !pipeline.has_audio() && !comes_from_source(message);
    case GST_MESSAGE_WARNING:
      keep_warning(pipeline.warning_text(message));
      return false;
    case GST_MESSAGE_TAG:
      if (codec_.empty()) codec_ = audio_codec(message);
      return false;
    default:
      missing_.note(*structure);
      return false;
  }
}

bool FileAnalysis::handle_application(const GstStructure& structure) {
  if (gst_structure_has_name(&structure, Pipeline::no_audio) && problem_.empty())
    problem_ = "has no audio stream; name a file that has one";
  if (gst_structure_has_name(&structure, Pipeline::wrong_format) && problem_.empty())
    problem_ = wrong_format_problem(structure);
  return true;
}

/// The first error is the cause; those after it are consequences.
void FileAnalysis::handle_error(GstMessage& message) {
  if (!problem_.empty()) return;
  problem_ = stream_problem(message, missing_);
  blocks_at_last_look_ = blocks_;
  last_progress_ = std::chrono::steady_clock::now();
}

/// Each part of a chained file is negotiated anew.
void FileAnalysis::keep_warning(const std::string& text) {
  if (!text.empty() && std::ranges::find(warnings_, text) == warnings_.end())
    warnings_.push_back(text);
}

bool FileAnalysis::gave_up_after_error() {
  const auto now = std::chrono::steady_clock::now();
  if (blocks_ != blocks_at_last_look_) {
    blocks_at_last_look_ = blocks_;
    last_progress_ = now;
  }
  return now - last_progress_ >= error_patience;
}

void FileAnalysis::format(const GstCaps& caps) { format_ = read_stream_format(caps); }

void FileAnalysis::mixed_format(const GstCaps& caps) { exports_.set_format(caps); }

void FileAnalysis::samples(const GstStructure& fields, GstBuffer& samples) {
  exports_.add_samples(fields, samples);
}

bool FileAnalysis::block(const GstStructure& fields) {
  const Block block = read_block(fields, blocks_, samples_);
  writer_.block(block);
  exports_.block(block);
  samples_ += static_cast<std::uint64_t>(block.valid_samples);
  heard_.add(block);
  position_ = heard_.time().nanoseconds();
  ++blocks_;
  return output_.state() == Output::State::good && !context_.cancelled;
}

void FileAnalysis::note(const GstStructure& event) {
  const std::optional<HeardNote> note = read_note(event);
  if (!note) return;
  writer_.note(*note);
  exports_.note(*note);
}

}  // namespace audioblocks::tool
