// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <gst/gst.h>

#include <string>
#include <utility>
#include <vector>

#include "gst/base/gst_ptr.h"

namespace audioblocks::tool {

/// The settings of every input's audioblocks element, checked against the installed element before
/// the first input is opened. Functions that set something return "what is wrong; what to do", or
/// an empty text.
class ElementSettings {
 public:
  /// Finds the element. Call it before all others; they need its success.
  [[nodiscard]] std::string find_element();
  /// Loads a preset. Other settings take precedence, so call it before those that set them.
  [[nodiscard]] std::string set_preset(const std::string& name);
  /// `assignment`: "PROPERTY=VALUE".
  [[nodiscard]] std::string set(const std::string& assignment);
  /// `frequency`: of A4, in Hz.
  [[nodiscard]] std::string set_reference(const std::string& frequency);
  [[nodiscard]] std::string set_block_samples(int block_samples);
  /// Wants blocks that reach down to this pitch, in Hz, besides the element's `min-frequency`.
  void set_lowest_pitch(double frequency) { lowest_pitch_ = frequency; }
  /// Wants the events of notes, if the pitch is analysed.
  void set_needs_notes() { needs_notes_ = true; }
  /// For a source that may go on whether its sound is taken or not, and is listened to: the element
  /// then decides what happens when a queue is full, and how far the tracked pitch lags behind.
  void set_source_may_be_live() { source_can_wait_ = false; }

  /// A new element with these settings: floating; nullptr if it cannot be made.
  [[nodiscard]] GstElement* make_element() const;
  /// Caps that ask for the block size, where the audio has a rate of `rate` Hz: the one that was
  /// set, the longest where the element's default does not reach the lowest pitch wanted, or any.
  [[nodiscard]] CapsPtr block_caps(int rate) const;
  /// Hz of A4.
  [[nodiscard]] double reference_frequency() const;
  /// True if the pitch is among the analyses.
  [[nodiscard]] bool finds_pitch() const;

 private:
  [[nodiscard]] double lowest_pitch() const;
  void set_value(const GParamSpec& property, ValuePtr value);

  ObjectPtr<GstElement> element_;
  /// Empty: none.
  std::string preset_;
  std::vector<std::pair<std::string, ValuePtr>> values_;
  /// 0: not set.
  int block_samples_ = 0;
  /// Hz; 0: not set.
  double lowest_pitch_ = 0.0;
  bool source_can_wait_ = true;
  bool needs_notes_ = false;
};

}  // namespace audioblocks::tool
