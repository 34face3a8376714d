// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <gst/gst.h>

#include <atomic>
#include <chrono>
#include <optional>
#include <string>

#include "gst/base/gst_ptr.h"
#include "gst/tools/input/announced_length.h"
#include "gst/tools/input/source_watch.h"
#include "gst/tools/settings/element_settings.h"

namespace audioblocks::tool {

/// Receives what flows through a Pipeline: formats and samples on its streaming thread, results on
/// the element's helper thread.
class PipelineListener {
 public:
  virtual ~PipelineListener() = default;
  /// The caps of the decoded audio, before the mixdown.
  virtual void format(const GstCaps& caps) = 0;
  /// The caps of the mix, whose samples `samples` gets.
  virtual void mixed_format(const GstCaps&) {}
  /// The meta and the samples of every block, in order, as it leaves audioblocks.
  virtual void samples(const GstStructure&, GstBuffer&) {}
  /// The result of every block, in order, with the tracked pitch: later than its samples by the
  /// property `track-lag`. Returns false to stop.
  virtual bool block(const GstStructure& fields) = 0;
  /// The event that a note begins or ends.
  virtual void note(const GstStructure& event) = 0;
};

/// source ! mixdown ! audioblocks ! fakesink, for the first audio stream of a source. Results come
/// from the element's signals; the sink is there to negotiate. Besides the usual messages the
/// pipeline posts application messages with the names below.
class Pipeline {
 public:
  /// The last result has come, or `block` returned false.
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
  /// Ends the sound here, unless it has ended: the listener gets what the element still holds.
  void drain();
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
  /// See SourceWatch. Not for another thread than that of `play`.
  [[nodiscard]] bool source_has_stopped() {
    return source_watch_.has_stopped(*GST_BIN(pipeline_.get()), std::chrono::steady_clock::now());
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
  void connect_results(GstElement* analyzer);
  void post(const char* name, const GstCaps* caps = nullptr);
  void link_source(GstElement& source);
  void link_first_audio(GstPad* pad);
  GstPadProbeReturn on_samples(GstBuffer* buffer);
  void on_result(const GstStructure& fields);
  GstPadProbeReturn on_input_event(GstEvent* event);
  GstPadProbeReturn on_output_event(GstEvent* event);
  GstPadProbeReturn on_end_query(GstQuery* query) const;

  const ElementSettings& settings_;
  PipelineListener& listener_;
  /// Helper thread only.
  bool stopped_ = false;
  /// Hz, of the audio; 0 until it is known. Written by the streaming thread; any thread may query.
  std::atomic<int> rate_{0};
  /// Its elements refer to `announced_` until they have stopped.
  AnnouncedLength announced_;
  ObjectPtr<GstElement> pipeline_;
  ObjectPtr<GstBus> bus_;
  ObjectPtr<GstPad> audio_input_;
  SourceWatch source_watch_;
  /// Owned by the pipeline.
  GstElement* analyzer_ = nullptr;
};

}  // namespace audioblocks::tool
