// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <gst/gst.h>

#include <atomic>
#include <optional>
#include <string>

#include "gst/base/gst_ptr.h"
#include "gst/tools/input/announced_length.h"
#include "gst/tools/settings/element_settings.h"

namespace audioblocks::tool {

/// Receives what flows through a Pipeline, on its streaming thread.
class PipelineListener {
 public:
  virtual ~PipelineListener() = default;
  /// The caps of the decoded audio, before the mixdown.
  virtual void format(const GstCaps& caps) = 0;
  /// The caps of the mix, whose samples `block` gets.
  virtual void mixed_format(const GstCaps&) {}
  /// Called for every block, in order, as it leaves audioblocks. Returns false to stop.
  virtual bool block(const GstStructure& fields, GstBuffer& samples) = 0;
};

/// source ! mixdown ! audioblocks ! fakesink, for the first audio stream of a source. Results are
/// read from the blocks as they leave audioblocks, so that none is missed; the sink is there to end
/// the stream. Besides the usual messages the pipeline posts application messages with
/// the names below.
class Pipeline {
 public:
  /// The last block has passed, or `block` returned false.
  static constexpr const char* finished = "finished";
  /// All streams are known, and none is audio.
  static constexpr const char* no_audio = "no-audio";
  /// The first audio stream cannot be analysed; the field `caps` has its format.
  static constexpr const char* wrong_format = "wrong-format";

  /// `settings` and `listener` must outlive the pipeline. `source` must not be in another one.
  Pipeline(GstElement& source, const ElementSettings& settings, PipelineListener& listener);
  ~Pipeline();
  Pipeline(const Pipeline&) = delete;
  Pipeline& operator=(const Pipeline&) = delete;

  /// Returns true if the source is live: it delivers sound in real time, whether it is taken or
  /// not. If the pipeline cannot play it posts an error message.
  bool play();
  /// Stops all of its threads; the listener is not called any more.
  void stop();
  /// The next error, warning, element, tag or application message; nullptr after `timeout`.
  [[nodiscard]] MessagePtr next_message(GstClockTime timeout);
  /// What a warning of the element audioblocks says; empty for a warning of any other element.
  [[nodiscard]] std::string warning_text(GstMessage& warning) const;
  /// GST_CLOCK_TIME_NONE if unknown.
  [[nodiscard]] GstClockTime duration() const;
  /// After `stop`, see AnnouncedLength. `duration`: from before.
  [[nodiscard]] std::optional<AnnouncedLength::Shortfall> shortfall(GstClockTime duration,
                                                                    GstClockTime came) const {
    return announced_.shortfall(duration, came);
  }
  /// True once an audio stream has been found.
  [[nodiscard]] bool has_audio() const;
  /// Readable when `next_message` has a message.
  [[nodiscard]] int message_descriptor() const;
  /// The element audioblocks; nullptr if the installation lacks an element.
  [[nodiscard]] GstElement* analyzer() const { return analyzer_; }
  /// The graph in Graphviz's language.
  [[nodiscard]] std::string graph() const;

 private:
  GstElement* add(GstElement* element);
  void add_probes(GstElement* analyzer, GstElement* sink);
  void post(const char* name, const GstCaps* caps = nullptr);
  void link_source(GstElement& source);
  void link_first_audio(GstPad* pad);
  GstPadProbeReturn on_block(GstBuffer* buffer);
  GstPadProbeReturn on_input_event(GstEvent* event);
  GstPadProbeReturn on_output_event(GstEvent* event);
  GstPadProbeReturn on_end_query(GstQuery* query) const;

  const ElementSettings& settings_;
  PipelineListener& listener_;
  /// Streaming thread only.
  bool stopped_ = false;
  /// Hz, of the audio; 0 until it is known. Written by the streaming thread; any thread may query.
  std::atomic<int> rate_{0};
  /// Its elements refer to `announced_` until they have stopped.
  AnnouncedLength announced_;
  ObjectPtr<GstElement> pipeline_;
  ObjectPtr<GstBus> bus_;
  ObjectPtr<GstPad> audio_input_;
  /// Owned by the pipeline.
  GstElement* analyzer_ = nullptr;
};

}  // namespace audioblocks::tool
