// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <gst/gst.h>

#include <string>

#include "gst/base/gst_ptr.h"
#include "gst/tools/settings/element_settings.h"

namespace audioblocks::tool {

/// Hears what flows through a Pipeline, on its streaming thread.
class PipelineListener {
 public:
  virtual ~PipelineListener() = default;
  /// The decoded audio's caps, before it is mixed down.
  virtual void format(const GstCaps& caps) = 0;
  /// The mix's caps: what `block` gets.
  virtual void mixed_format(const GstCaps&) {}
  /// One block and its meta: every block, in order, between its making and the next element. False:
  /// enough, stop.
  virtual bool block(const GstStructure& fields, GstBuffer& samples) = 0;
};

/// source ! mixdown ! audioblocks ! capsfilter ! fakesink, for the first audio stream of a source.
/// Results are read off the blocks as they leave audioblocks, so that none can be missed or
/// overtaken; the sink is there for the negotiation. Beside the usual messages it posts application
/// messages with the names below.
class Pipeline {
 public:
  /// The last block is through, or `block` said stop.
  static constexpr const char* finished = "finished";
  /// Every stream is known and none is audio.
  static constexpr const char* no_audio = "no-audio";
  /// The first audio stream cannot be taken; the field `caps` tells its format.
  static constexpr const char* wrong_format = "wrong-format";

  /// `listener` must outlive it. `source` must not be in a pipeline yet.
  Pipeline(GstElement& source, const ElementSettings& settings, PipelineListener& listener);
  ~Pipeline();
  Pipeline(const Pipeline&) = delete;
  Pipeline& operator=(const Pipeline&) = delete;

  /// True where the source is live: it gives sound as time goes by, whether it is taken or not.
  /// Where it cannot play there is an error message.
  bool play();
  /// Stops every thread of it; the listener hears nothing more.
  void stop();
  /// The next error, element, tag or application message; nullptr after `timeout`.
  [[nodiscard]] MessagePtr next_message(GstClockTime timeout);
  /// GST_CLOCK_TIME_NONE where unknown.
  [[nodiscard]] GstClockTime duration() const;
  /// True once an audio stream has been found.
  [[nodiscard]] bool has_audio() const;
  /// Becomes readable when `next_message` has something to give.
  [[nodiscard]] int message_descriptor() const;
  /// The audioblocks element; nullptr where the installation lacks an element.
  [[nodiscard]] GstElement* analyzer() const { return analyzer_; }
  /// The graph in the language of Graphviz.
  [[nodiscard]] std::string graph() const;

 private:
  GstElement* add(GstElement* element);
  void add_probes(GstElement* analyzer);
  void post(const char* name, const GstCaps* caps = nullptr);
  void link_source(GstElement& source);
  void link_first_audio(GstPad* pad);
  GstPadProbeReturn on_block(GstBuffer* buffer);
  GstPadProbeReturn on_input_event(GstEvent* event);
  GstPadProbeReturn on_output_event(GstEvent* event);

  PipelineListener& listener_;
  /// Streaming thread only.
  bool stopped_ = false;
  ObjectPtr<GstElement> pipeline_;
  ObjectPtr<GstBus> bus_;
  ObjectPtr<GstPad> audio_input_;
  /// Owned by the pipeline.
  GstElement* analyzer_ = nullptr;
};

}  // namespace audioblocks::tool
